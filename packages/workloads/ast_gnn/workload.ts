import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import type { Workload } from "@steepest/core/workload/workload.ts";
import { astGraphs, readTrees } from "../datasets/typescript_ast/astGraphs.ts";
import { typescriptAst } from "../datasets/typescript_ast/dataset.ts";
import { edgeTable, syntaxTreeTable } from "../datasets/typescript_ast/features.ts";
import { graphSymmetry } from "../symmetry/graphSymmetry.ts";
import { symmetric } from "../symmetry/symmetric.ts";
import { graphLabels } from "../tasks/graphLabels.ts";
import { variantConfig } from "../variants/variantConfig.ts";
import { card } from "./card.ts";
import { configs, type GraphNetworkConfig, variants } from "./config.ts";
import { graphNetwork } from "./model.ts";

/** The workload with another model: a variant's. */
export function workloadOf(config: GraphNetworkConfig, of: WorkloadCard = card): Workload {
  const model = graphNetwork(config);
  return {
    card: of,
    parameterSpecs: model.parameterSpecs,
    modelStateSpecs: model.modelStateSpecs,
    dataFiles: typescriptAst.files,
    load: async (read) => {
      const graphs = async (name: string) => astGraphs(readTrees(await read(name)));
      return symmetric(
        graphLabels,
        {
          model,
          data: {
            train: await graphs("train.bin"),
            validation: await graphs("validation.bin"),
            test: await graphs("test.bin"),
          },
          evaluationBatchSize: 64,
        },
        graphSymmetry({
          nodeRows: syntaxTreeTable.rows,
          edgeRows: edgeTable.rows,
          labels: config.outputs,
        }),
      );
    },
  };
}

/** The workload of a held-out variant: the standard configuration with the change that the card's id names. */
export const variant = (of: WorkloadCard): Workload =>
  workloadOf(variantConfig(configs.standard, variants, of), of);

export default workloadOf(configs.standard);
