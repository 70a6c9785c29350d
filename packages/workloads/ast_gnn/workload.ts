import type { Workload } from "@steepest/core/workload/workload.ts";
import { astGraphs, readTrees } from "../datasets/typescript_ast/astGraphs.ts";
import { typescriptAst } from "../datasets/typescript_ast/dataset.ts";
import { graphLabels } from "../tasks/graphLabels.ts";
import { card } from "./card.ts";
import { configs, type GraphNetworkConfig } from "./config.ts";
import { graphNetwork } from "./model.ts";

/** The workload with another model: a variant's. */
export function workloadOf(config: GraphNetworkConfig): Workload {
  const model = graphNetwork(config);
  return {
    card,
    parameterSpecs: model.parameterSpecs,
    modelStateSpecs: model.modelStateSpecs,
    dataFiles: typescriptAst.files,
    load: async (read) => {
      const graphs = async (name: string) => astGraphs(readTrees(await read(name)));
      return graphLabels({
        model,
        data: {
          train: await graphs("train.bin"),
          validation: await graphs("validation.bin"),
          test: await graphs("test.bin"),
        },
        evaluationBatchSize: 64,
      });
    },
  };
}

export default workloadOf(configs.standard);
