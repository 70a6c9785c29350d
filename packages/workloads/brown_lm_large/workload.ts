import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { brownTokens } from "../datasets/brown/brownTokens.ts";
import { symbolSymmetry } from "../symmetry/symbolSymmetry.ts";
import { symmetric } from "../symmetry/symmetric.ts";
import { languageModel } from "../tasks/languageModel.ts";
import { idsOfBytes } from "../text/idBytes.ts";
import { variantConfig } from "../variants/variantConfig.ts";
import { card } from "./card.ts";
import { configs, type RotaryDecoderConfig, variants } from "./config.ts";
import { rotaryDecoder } from "./model.ts";

/** The workload of a configuration; `of` is its card. */
export function workloadOf(config: RotaryDecoderConfig, of: WorkloadCard = card): Workload {
  const model = rotaryDecoder(config);
  return {
    card: of,
    parameterSpecs: model.parameterSpecs,
    modelStateSpecs: model.modelStateSpecs,
    dataFiles: brownTokens.files,
    load: async (read) =>
      symmetric(
        languageModel,
        {
          model,
          data: {
            train: idsOfBytes(await read("train-tokens.bin")),
            validation: idsOfBytes(await read("validation-tokens.bin")),
            test: idsOfBytes(await read("test-tokens.bin")),
          },
          length: config.length,
          evaluationWindows: 192,
          evaluationBatchSize: 32,
        },
        symbolSymmetry({ symbols: config.vocabulary }),
      ),
  };
}

/** The workload of a held-out variant: the standard configuration with the change that the card's id names. */
export const variant = (of: WorkloadCard): Workload =>
  workloadOf(variantConfig(configs.standard, variants, of), of);

const workload: Workload = workloadOf(configs.standard);

export default workload;
