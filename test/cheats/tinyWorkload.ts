import * as tf from "@tensorflow/tfjs";
import { normal } from "../../packages/core/random/normal.ts";
import type { LoadedWorkload, Workload } from "../../packages/core/workload/workload.ts";

const examples = 64;
const inputs = 4;
const outputs = 3;

/** Least squares on 64 made-up examples: the smallest workload that has everything that a cheat could reach for. */
export const tinyWorkload: Workload = {
  card: {
    id: "tiny",
    title: "Tiny",
    summary: "Least squares on made-up numbers",
    algoperf: null,
    variantOf: null,
    dataset: {
      name: "made up",
      packages: [],
      licence: "none",
      attribution: "none",
      sha256: "0".repeat(64),
      examples: { train: examples, validation: examples, test: examples },
      caveats: null,
    },
    model: { description: "linear", parameterCount: inputs * outputs + outputs },
    loss: { type: "mean_squared_error", label: "squared error" },
    metric: { name: "loss", direction: "min", label: "squared error" },
    batchSize: { default: 8, max: 16 },
    target: {
      validation: -1,
      test: -1,
      budgetSeconds: {},
      stepHint: 100,
      evaluationPeriodSeconds: {},
      provenance: {
        procedure: "none",
        command: "none",
        date: "2026-11-21",
        algorithms: [],
        winner: {
          name: "none",
          hyperparameters: {},
          steps: 1,
          validation: [],
          test: [],
          chargedSeconds: [],
          timeToTargetSeconds: [],
        },
      },
    },
  },
  parameterSpecs: [
    { name: "kernel", kind: "weight", shape: [inputs, outputs], initializer: { type: "fan_in_normal", scale: 1 } },
    { name: "bias", kind: "bias", shape: [outputs], initializer: { type: "constant", value: 0 } },
  ],
  modelStateSpecs: [{ name: "mean", shape: [outputs], initialValue: 0 }],
  dataFiles: [],
  load: async () => loadTiny(),
};

/** The workload's data, made on the spot. */
export function loadTiny(): LoadedWorkload {
  const features = tf.tensor2d(normal([1, 2], examples * inputs), [examples, inputs]);
  const labels = tf.tensor2d(normal([3, 4], examples * outputs), [examples, outputs]);
  const predictions = (parameters: readonly tf.Tensor[], x: tf.Tensor2D) =>
    tf.add(tf.matMul(x, parameters[0] as tf.Tensor2D), parameters[1] as tf.Tensor);
  return {
    trainSize: examples,
    batch: (indices) => {
      const rows = tf.tensor1d(indices, "int32");
      const tensors = { x: tf.gather(features, rows), y: tf.gather(labels, rows) };
      rows.dispose();
      return tensors;
    },
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
