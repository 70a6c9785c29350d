import type { Workload } from "@steepest/core/workload/workload.ts";
import { mnist } from "../datasets/mnist/dataset.ts";
import { loadMnist, mnistPixelValues } from "../datasets/mnist/loadMnist.ts";
import { hiddenUnits } from "../layers/dense.ts";
import { imageSymmetry } from "../symmetry/imageSymmetry.ts";
import { symmetric } from "../symmetry/symmetric.ts";
import { imageClassification } from "../tasks/imageClassification.ts";
import { widenedCard } from "../worlds/widenedCard.ts";
import { card } from "./card.ts";
import { perceptron } from "./model.ts";

function withUnits(hidden: number): Workload {
  const model = perceptron({ inputs: 784, hidden, classes: 10 });
  return {
    card: widenedCard(card, model),
    parameterSpecs: model.parameterSpecs,
    modelStateSpecs: model.modelStateSpecs,
    dataFiles: mnist.files,
    unitSymmetries: [hiddenUnits(0)],
    widen: (factor) => withUnits(Math.max(1, Math.round(factor * hidden))),
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
}

export default withUnits(128);
