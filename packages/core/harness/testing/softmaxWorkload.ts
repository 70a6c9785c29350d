import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { classLosses } from "@steepest/tensors/operations/classLosses.ts";
import * as tf from "@tensorflow/tfjs";
import type { LoadedWorkload, Workload } from "../../workload/workload.ts";
import { tinyWorkload } from "./tinyWorkload.ts";

const inputs = 3;
const classes = 4;
const draws = normal(keyFromSeed(11), 8 * inputs);

/** The examples of `softmaxWorkload`: eight, which are one batch. */
export const softmaxExamples = Array.from({ length: 8 }, (_, row) => ({
  features: [...draws.subarray(row * inputs, (row + 1) * inputs)],
  label: (3 * row) % classes,
}));

/**
 * Softmax regression with a kernel [3, 4], for tests of losses over classes. With `shift` the model state is that number, which an evaluation adds
 * to the first class's logit.
 */
export function softmaxWorkload({ shift }: { readonly shift?: number } = {}): Workload {
  const tiny = tinyWorkload({ target: -1 });
  const modelStateSpecs = shift === undefined ? [] : [{ name: "shift", shape: [1], initialValue: shift }];
  const logits = ([kernel]: readonly tf.Tensor[], x: tf.Tensor) =>
    tf.matMul(x as tf.Tensor2D, kernel as tf.Tensor2D);
  const evaluated: LoadedWorkload["logits"] = (parameters, [state], batch) => {
    const made = logits(parameters, batch["x"] as tf.Tensor);
    return state ? tf.add(made, tf.pad(state as tf.Tensor1D, [[0, classes - 1]])) : made;
  };
  const batch = (indices: Int32Array) => {
    const chosen = [...indices].map((index) => softmaxExamples[index] as (typeof softmaxExamples)[number]);
    return {
      x: tf.tensor2d(chosen.map(({ features }) => features)),
      labels: tf.tensor1d(
        chosen.map(({ label }) => label),
        "int32",
      ),
    };
  };
  return {
    ...tiny,
    card: { ...tiny.card, batchSize: { default: 8, max: 8 } },
    parameterSpecs: [
      {
        name: "kernel",
        kind: "output_weight",
        shape: [inputs, classes],
        initializer: { type: "normal", standardDeviation: 1 },
      },
    ],
    modelStateSpecs,
    load: async () => ({
      trainSize: softmaxExamples.length,
      samplesLabels: true,
      continuousInputs: ["x"],
      batch,
      logits: evaluated,
      forward(parameters, modelState, tensors, options) {
        const { x, labels } = tensors as { x: tf.Tensor; labels: tf.Tensor };
        const losses = classLosses(logits(parameters, x), labels, options);
        return { losses, weights: tf.onesLike(losses), modelState };
      },
      evaluate: async () => ({ loss: 0 }),
      dispose: () => {},
    }),
  };
}
