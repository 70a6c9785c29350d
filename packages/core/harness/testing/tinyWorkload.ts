import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import * as tf from "@tensorflow/tfjs";
import { workloadCardSchema } from "../../schema/workloadCard.ts";
import type { LoadedWorkload, Workload } from "../../workload/workload.ts";

const examples = 64;
const inputs = 4;

/** Linear regression on 64 drawn examples: a workload that trains in microseconds, for tests of the harness. */
export function tinyWorkload(
  options: { readonly onEvaluate?: () => void; readonly target?: number } = {},
): Workload {
  const features = normal(keyFromSeed(7), examples * inputs);
  const labels = Float32Array.from({ length: examples }, (_, row) =>
    features.subarray(row * inputs, (row + 1) * inputs).reduce((sum, x, i) => sum + x * (i + 1), 0),
  );
  const errors = (weights: tf.Tensor, x: tf.Tensor, y: tf.Tensor): tf.Tensor1D =>
    tf.square(
      tf.sub(tf.reshape(tf.matMul(x as tf.Tensor2D, weights as tf.Tensor2D), [-1]), y),
    ) as tf.Tensor1D;
  return {
    card: workloadCardSchema.parse({
      id: "tiny",
      title: "Tiny",
      summary: "Linear regression",
      algoperf: null,
      variantOf: null,
      dataset: {
        name: "drawn",
        packages: [],
        licence: "none",
        attribution: "none",
        sha256: "0".repeat(64),
        examples: { train: examples, validation: examples, test: examples },
        caveats: null,
      },
      model: { description: "linear", parameterCount: inputs },
      loss: { type: "squared_error", label: "squared error" },
      metric: { name: "loss", direction: "min", label: "squared error", range: { min: 0, max: null } },
      batchSize: { default: 8, max: 16 },
      target: {
        validation: options.target ?? 0.1,
        test: 0.1,
        budgetSeconds: { "cpu-wasm": 10 },
        stepHint: 100,
        evaluationPeriodSeconds: { "cpu-wasm": 1 },
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
    }),
    parameterSpecs: [
      { name: "kernel", kind: "weight", shape: [inputs, 1], initializer: { type: "constant", value: 0 } },
    ],
    modelStateSpecs: [{ name: "seen", shape: [1], initialValue: 0 }],
    dataFiles: [],
    load: async (): Promise<LoadedWorkload> => ({
      trainSize: examples,
      batch: (indices) => {
        const rows = [...indices];
        const x = rows.flatMap((row) => [...features.subarray(row * inputs, (row + 1) * inputs)]);
        return {
          x: tf.tensor2d(x, [rows.length, inputs]),
          y: tf.tensor1d(rows.map((row) => labels[row] as number)),
        };
      },
      forward: ([kernel], [seen], batch) => {
        const losses = errors(kernel as tf.Tensor, batch["x"] as tf.Tensor, batch["y"] as tf.Tensor);
        return { losses, weights: tf.onesLike(losses), modelState: [tf.add(seen as tf.Tensor, 1)] };
      },
      evaluate: async ([kernel]) => {
        options.onEvaluate?.();
        const loss = tf.tidy(() =>
          tf.mean(
            errors(kernel as tf.Tensor, tf.tensor2d(features, [examples, inputs]), tf.tensor1d(labels)),
          ),
        );
        const [value] = await loss.data();
        loss.dispose();
        return { loss: value as number };
      },
      dispose: () => {},
    }),
  };
}
