import { relu } from "@tensorflow/tfjs";
import { dense, denseSpecs } from "../layers/dense.ts";
import type { Model } from "../layers/model.ts";

export interface PerceptronConfig {
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
}

/** One hidden layer of rectified linear units. */
export const perceptron = ({ inputs, hidden, classes }: PerceptronConfig): Model => ({
  parameterSpecs: [
    ...denseSpecs("hidden", inputs, hidden),
    ...denseSpecs("output", hidden, classes, { kind: "output_weight" }),
  ],
  modelStateSpecs: [],
  apply: (scope, images) => dense(scope, "output", relu(dense(scope, "hidden", images))),
});
