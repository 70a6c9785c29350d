import * as tf from "@tensorflow/tfjs";
import type { BatchTensors, ForwardOptions, ForwardResult, LoadedWorkload } from "../workload/workload.ts";

/** What its result depends on, as tensors. */
export interface Point {
  readonly parameters: readonly tf.Tensor[];
  readonly modelState: readonly tf.Tensor[];
  readonly tensors: BatchTensors;
  /** [examples], or null where all count alike. */
  readonly exampleWeights: tf.Tensor | null;
}

/** The mean loss over all targets, each example's multiplied by its weight where there are any. */
const meanLoss = ({ losses, weights }: ForwardResult, { exampleWeights }: Point): tf.Scalar =>
  tf.div(tf.sum(exampleWeights ? tf.mul(losses, exampleWeights) : losses), tf.sum(weights)) as tf.Scalar;

/** One pass through the model: the tensors that it gives are the caller's. */
export type Pass = (point: Point, options: ForwardOptions) => tf.Tensor[];

/** The mean loss, its gradient, and the model state after the pass. */
export const gradientPass =
  (loaded: LoadedWorkload): Pass =>
  (point, options) => {
    let newModelState: tf.Tensor[] = [];
    const { value, grads } = tf.valueAndGrads((...at: tf.Tensor[]) => {
      const result = loaded.forward(at, point.modelState, point.tensors, options);
      newModelState = result.modelState.map((tensor) => tf.keep(tensor.clone()));
      return meanLoss(result, point);
    })([...point.parameters]);
    return [value, ...grads, ...newModelState];
  };

/** The mean loss, or each example's. */
export const lossPass =
  (loaded: LoadedWorkload, perExample: boolean): Pass =>
  (point, options) => [
    tf.tidy(() => {
      const result = loaded.forward(point.parameters, point.modelState, point.tensors, options);
      return perExample ? tf.div(result.losses, result.weights) : meanLoss(result, point);
    }),
  ];

/** The mean loss, and the model state after the pass. */
export const statePass =
  (loaded: LoadedWorkload): Pass =>
  (point, options) =>
    tf.tidy(() => {
      const result = loaded.forward(point.parameters, point.modelState, point.tensors, options);
      return [meanLoss(result, point), ...result.modelState.map((tensor) => tensor.clone())];
    });
