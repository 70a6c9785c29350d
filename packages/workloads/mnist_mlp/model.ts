import { relu } from "@tensorflow/tfjs";
import { dense, denseSpecs } from "../layers/dense.ts";
import { inBlock, type Model } from "../layers/model.ts";

export interface PerceptronConfig {
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
}

/** One hidden layer of rectified linear units. */
export const perceptron = ({ inputs, hidden, classes }: PerceptronConfig): Model => ({
  parameterSpecs: [
    ...inBlock(0, denseSpecs("hidden", inputs, hidden)),
    ...inBlock(1, denseSpecs("output", hidden, classes, { kind: "output_weight" })),
  ],
  edges: [hidden],
  noisyOutputs: hidden + classes,
  modelStateSpecs: [],
  dropping: { shares: [inputs / (inputs + classes), classes / (inputs + classes)], numbers: [hidden] },
  takesFeedback: true,
  apply: (scope, images) =>
    dense(
      scope,
      "output",
      scope.block(images, (x) => relu(dense(scope, "hidden", x))),
    ),
});
