import type { Workload } from "@steepest/core/workload/workload.ts";
import { mnist } from "../datasets/mnist/dataset.ts";
import { loadMnist, mnistPixelValues } from "../datasets/mnist/loadMnist.ts";
import { imageSymmetry } from "../symmetry/imageSymmetry.ts";
import { symmetric } from "../symmetry/symmetric.ts";
import { imageClassification } from "../tasks/imageClassification.ts";
import { card } from "./card.ts";
import { perceptron } from "./model.ts";

const model = perceptron({ inputs: 784, hidden: 128, classes: 10 });

const workload: Workload = {
  card,
  parameterSpecs: model.parameterSpecs,
  modelStateSpecs: model.modelStateSpecs,
  dataFiles: mnist.files,
  load: async (read) =>
    symmetric(
      imageClassification,
      {
        model,
        data: await loadMnist(read),
        imageShape: [784],
        pixelValues: mnistPixelValues,
        evaluationBatchSize: 500,
      },
      imageSymmetry({ classes: 10, pixels: "any", size: 28 }),
    ),
};

export default workload;
