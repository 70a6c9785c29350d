import * as tf from "@tensorflow/tfjs";
import { tinyWorkload } from "../../packages/core/harness/testing/tinyWorkload.ts";
import { normal } from "../../packages/base/random/normal.ts";
import type { LoadedWorkload, Workload } from "../../packages/core/workload/workload.ts";

const examples = 64;
const inputs = 4;
const outputs = 3;

/** Least squares with two parameters and a model state: the smallest workload that has all that a cheat could reach for. */
export const cheatWorkload: Workload = {
  ...tinyWorkload({ target: -1 }),
  parameterSpecs: [
    {
      name: "kernel",
      kind: "weight",
      shape: [inputs, outputs],
      initializer: { type: "fan_in_normal", scale: 1 },
    },
    { name: "bias", kind: "bias", shape: [outputs], initializer: { type: "constant", value: 0 } },
  ],
  modelStateSpecs: [{ name: "mean", shape: [outputs], initialValue: 0 }],
  load: async () => loadMadeUpData(),
};

function loadMadeUpData(): LoadedWorkload {
  const features = tf.tensor2d(normal([1, 2], examples * inputs), [examples, inputs]);
  const labels = tf.tensor2d(normal([3, 4], examples * outputs), [examples, outputs]);
  const predictions = (parameters: readonly tf.Tensor[], x: tf.Tensor2D) =>
    tf.add(tf.matMul(x, parameters[0] as tf.Tensor2D), parameters[1] as tf.Tensor);
  return {
    trainSize: examples,
    continuousInputs: ["x"],
    batch: (indices) =>
      tf.tidy(() => {
        const rows = tf.tensor1d(indices, "int32");
        return { x: tf.gather(features, rows), y: tf.gather(labels, rows) };
      }),
    forward(parameters, modelState, batch, { updateBatchNorm }) {
      const made = predictions(parameters, batch["x"] as tf.Tensor2D);
      const state = modelState[0] as tf.Tensor;
      return {
        losses: tf.sum(tf.square(tf.sub(made, batch["y"] as tf.Tensor)), 1) as tf.Tensor1D,
        weights: tf.ones([made.shape[0] as number]),
        modelState: [updateBatchNorm ? tf.add(tf.mul(state, 0.9), tf.mul(tf.mean(made, 0), 0.1)) : state],
      };
    },
    async evaluate(parameters) {
      const loss = tf.tidy(() => tf.mean(tf.square(tf.sub(predictions(parameters, features), labels))));
      const [value] = await loss.data();
      loss.dispose();
      return { loss: value as number };
    },
    dispose: () => tf.dispose([features, labels]),
  };
}
