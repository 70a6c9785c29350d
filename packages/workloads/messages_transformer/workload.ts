import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { messages } from "../datasets/messages/dataset.ts";
import { loadMessages } from "../datasets/messages/loadMessages.ts";
import { symmetric } from "../symmetry/symmetric.ts";
import { translationSymmetry } from "../symmetry/translationSymmetry.ts";
import { translation } from "../tasks/translation.ts";
import { variantConfig } from "../variants/variantConfig.ts";
import { card } from "./card.ts";
import { configs, type TransformerConfig, variants } from "./config.ts";
import { transformer } from "./model.ts";

/** The workload of a configuration; `of` is its card. */
export function workloadOf(config: TransformerConfig, of: WorkloadCard = card): Workload {
  const model = transformer(config);
  return {
    card: of,
    parameterSpecs: model.parameterSpecs,
    modelStateSpecs: model.modelStateSpecs,
    dataFiles: messages.files,
    load: async (read) =>
      symmetric(
        translation,
        {
          model,
          data: await loadMessages(read),
          rowLength: config.rowLength,
          labelSmoothing: config.labelSmoothing,
          judged: { validation: 200, test: 419, loss: 64 },
          evaluationBatchSize: { rows: 16, sentences: 25 },
        },
        translationSymmetry,
      ),
  };
}

/** The workload of a held-out variant: the standard configuration with the change that the card's id names. */
export const variant = (of: WorkloadCard): Workload =>
  workloadOf(variantConfig(configs.standard, variants, of), of);

const workload: Workload = workloadOf(configs.standard);

export default workload;
