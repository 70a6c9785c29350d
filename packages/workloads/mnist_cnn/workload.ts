import type { Workload } from "@steepest/core/workload/workload.ts";
import { mnist } from "../datasets/mnist/dataset.ts";
import { loadMnist, mnistPixelValues } from "../datasets/mnist/loadMnist.ts";
import { imageSymmetry } from "../symmetry/imageSymmetry.ts";
import { symmetric } from "../symmetry/symmetric.ts";
import { imageClassification } from "../tasks/imageClassification.ts";
import { card } from "./card.ts";
import { convolutional } from "./model.ts";

const model = convolutional({ imageSize: 28, channels: [1, 8, 16], classes: 10, dropoutRate: 0.1 });

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
        imageShape: [28, 28, 1],
        pixelValues: mnistPixelValues,
        evaluationBatchSize: 250,
      },
      imageSymmetry({ classes: 10, pixels: "grid", size: 28 }),
    ),
};

export default workload;
