import type { Workload } from "@steepest/core/workload/workload.ts";
import { alphabetSize } from "../datasets/brown/alphabet.ts";
import { brown, contextLength } from "../datasets/brown/dataset.ts";
import { symbolSymmetry } from "../symmetry/symbolSymmetry.ts";
import { symmetric } from "../symmetry/symmetric.ts";
import { languageModel } from "../tasks/languageModel.ts";
import { card } from "./card.ts";
import { decoder } from "./model.ts";

const model = decoder({
  symbols: alphabetSize,
  length: contextLength,
  blocks: 2,
  width: 64,
  heads: 2,
  hidden: 128,
  dropoutRate: 0,
});

const workload: Workload = {
  card,
  parameterSpecs: model.parameterSpecs,
  modelStateSpecs: model.modelStateSpecs,
  dataFiles: brown.files,
  load: async (read) =>
    symmetric(
      languageModel,
      {
        model,
        data: {
          train: await read("train.bin"),
          validation: await read("validation.bin"),
          test: await read("test.bin"),
        },
        length: contextLength,
        evaluationWindows: 192,
        evaluationBatchSize: 32,
      },
      symbolSymmetry({ symbols: alphabetSize }),
    ),
};

export default workload;
