import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { flights } from "../datasets/flights/dataset.ts";
import { readColumns } from "../datasets/flights/flightColumns.ts";
import { flightFeatures } from "../datasets/flights/flightFeatures.ts";
import { clickSymmetry } from "../symmetry/clickSymmetry.ts";
import { symmetric } from "../symmetry/symmetric.ts";
import { clickPrediction } from "../tasks/clickPrediction.ts";
import { variantConfig } from "../variants/variantConfig.ts";
import { card } from "./card.ts";
import { configs, type DlrmConfig, variants } from "./config.ts";
import { dlrm } from "./model.ts";

/** The workload with another model: a variant's. */
export function workloadOf(config: DlrmConfig, of: WorkloadCard = card): Workload {
  const model = dlrm(config);
  return {
    card: of,
    parameterSpecs: model.parameterSpecs,
    modelStateSpecs: model.modelStateSpecs,
    dataFiles: flights.files,
    load: async (read) => {
      const examples = async (name: string) =>
        flightFeatures(readColumns(await read(name)), config.vocabulary);
      return symmetric(
        clickPrediction,
        {
          model,
          data: {
            train: await examples("train.bin"),
            validation: await examples("validation.bin"),
            test: await examples("test.bin"),
          },
          numbers: config.numbers,
          categories: config.categories,
          evaluationBatchSize: 2000,
        },
        clickSymmetry({ vocabulary: config.vocabulary }),
      );
    },
  };
}

/** The workload of a held-out variant: the standard configuration with the change that the card's id names. */
export const variant = (of: WorkloadCard): Workload =>
  workloadOf(variantConfig(configs.standard, variants, of), of);

export default workloadOf(configs.standard);
