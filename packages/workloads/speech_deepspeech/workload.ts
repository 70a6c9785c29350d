import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { flite } from "../datasets/flite/dataset.ts";
import { loadFlite } from "../datasets/flite/loadFlite.ts";
import { blank } from "../datasets/flite/phones.ts";
import { speechSymmetry } from "../symmetry/speechSymmetry.ts";
import { symmetric } from "../symmetry/symmetric.ts";
import { speechRecognition } from "../tasks/speechRecognition.ts";
import { variantConfig } from "../variants/variantConfig.ts";
import { card } from "./card.ts";
import { configs, type DeepSpeechConfig, variants } from "./config.ts";
import { deepSpeech } from "./model.ts";

/** The workload with the model of a configuration whose bands and classes are the data's. */
export function workloadOf(config: DeepSpeechConfig, of: WorkloadCard = card): Workload {
  const model = deepSpeech(config);
  return {
    card: of,
    parameterSpecs: model.parameterSpecs,
    modelStateSpecs: model.modelStateSpecs,
    dataFiles: flite.files,
    async load(read) {
      const { unseen, ...data } = await loadFlite(read);
      return symmetric(
        speechRecognition,
        {
          model,
          data,
          unseen,
          classes: config.classes,
          blank,
          augmentation: config.augmentation,
          evaluationBatchSize: 50,
        },
        speechSymmetry,
      );
    },
  };
}

/** The workload of a held-out variant: the standard configuration with the change that the card's id names. */
export const variant = (of: WorkloadCard): Workload =>
  workloadOf(variantConfig(configs.standard, variants, of), of);

export default workloadOf(configs.standard);
