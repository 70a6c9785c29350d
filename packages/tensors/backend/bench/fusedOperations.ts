import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import * as tf from "@tensorflow/tfjs";
import { gelu, silu } from "../../operations/activations.ts";
import { addBias } from "../../operations/addBias.ts";
import { attention } from "../../operations/attention.ts";
import { batchNorm } from "../../operations/batchNorm.ts";
import { ctcLoss } from "../../operations/ctcLoss.ts";
import { instanceNorm, layerNorm, rmsNorm } from "../../operations/norms.ts";
import { rotaryEmbedding } from "../../operations/rotaryEmbedding.ts";
import { sigmoidCrossEntropy } from "../../operations/sigmoidCrossEntropy.ts";
import { softmaxCrossEntropy } from "../../operations/softmaxCrossEntropy.ts";
import { openBackend } from "../openBackend.ts";

/** The kernels that the operations run where a backend has them. */
const fusedKernels = [
  ...[
    "Attention",
    "GatedUnit",
    "GroupNorm",
    "LayerNorm",
    "SigmoidCrossEntropy",
    "SoftmaxCrossEntropy",
  ].flatMap((name) => [name, `${name}Grad`]),
  "CtcLoss",
  "RotaryEmbedding",
];

export interface FusedBenchmark {
  readonly name: string;
  /** Milliseconds of one forward and backward pass with the fused kernels. */
  readonly milliseconds: number;
  /** The same by compositions of our other kernels, ÷ that. */
  readonly timesComposed: number;
}

interface FusedCase {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly run: (...tensors: tf.Tensor[]) => tf.Tensor;
}

type Two = [tf.Tensor, tf.Tensor];
type Three = [tf.Tensor, tf.Tensor, tf.Tensor];
const images = [[64, 28, 28, 16], [16], [16]];
const sequence = [32, 64, 64];
const sequences = [sequence, sequence, sequence];
const integers = (count: number, below: number) =>
  tf.tensor1d(
    Int32Array.from({ length: count }, (_, at) => (at * 7) % below),
    "int32",
  );

const cases: readonly FusedCase[] = [
  {
    name: "layer norm, 2048 × 64",
    shapes: [[2048, 64], [64], [64]],
    run: (...t) => layerNorm(...(t as Three)),
  },
  { name: "RMS norm, 2048 × 64", shapes: [[2048, 64], [64]], run: (...t) => rmsNorm(...(t as Two)) },
  { name: "batch norm, 64 × 28 × 28 × 16", shapes: images, run: (...t) => batchNorm(...(t as Three)).y },
  { name: "instance norm, 64 × 28 × 28 × 16", shapes: images, run: (...t) => instanceNorm(...(t as Three)) },
  {
    name: "softmax cross-entropy, 2048 × 64",
    shapes: [[2048, 64]],
    run: (z) => softmaxCrossEntropy(z as tf.Tensor, integers(2048, 64), 0.1),
  },
  {
    name: "sigmoid cross-entropy, 2048 × 64",
    shapes: [[2048, 64]],
    run: (z) => sigmoidCrossEntropy(z as tf.Tensor, tf.ones([2048, 64])),
  },
  { name: "GELU, 2048 × 256", shapes: [[2048, 256]], run: (x) => gelu(x as tf.Tensor) },
  { name: "GELU by tanh, 2048 × 256", shapes: [[2048, 256]], run: (x) => gelu(x as tf.Tensor, "tanh") },
  { name: "SiLU, 2048 × 256", shapes: [[2048, 256]], run: (x) => silu(x as tf.Tensor) },
  {
    name: "causal attention, 32 × 64, 4 heads of 16",
    shapes: sequences,
    run: (...t) => attention(...(t as Three), { heads: 4, causal: true }),
  },
  {
    name: "attention, 32 × 64, 4 heads of 16",
    shapes: sequences,
    run: (...t) => attention(...(t as Three), { heads: 4 }),
  },
  {
    name: "rotary embedding, 32 × 64, 4 heads of 16",
    shapes: [sequence],
    run: (x) => rotaryEmbedding(x as tf.Tensor, { heads: 4 }),
  },
  {
    name: "CTC, 16 × 100 frames, 29 classes, 20 labels",
    shapes: [[16, 100, 29]],
    run: (logits) =>
      ctcLoss({
        logits: logits as tf.Tensor,
        labels: integers(320, 28).add(tf.scalar(1, "int32")).reshape([16, 20]),
        logitLengths: tf.fill([16], 100, "int32"),
        labelLengths: tf.fill([16], 20, "int32"),
      }),
  },
  // No kernel of its own: the ratio is 1 but for noise, which it shows.
  { name: "bias, 2048 × 256", shapes: [[2048, 256], [256]], run: (...t) => addBias(...(t as Two)) },
];

/** Times every operation with its gradient on `wasm`, fused and composed in turns, in one run on one machine. */
export async function benchmarkFusedOperations(repeats = 9): Promise<FusedBenchmark[]> {
  await openBackend("wasm");
  return cases.map(({ name, shapes, run }) => {
    const inputs = shapes.map((shape) => {
      const size = shape.reduce((product, length) => product * length, 1);
      return tf.tensor(normal(keyFromSeed(size), size), [...shape]);
    });
    const upstream = tf.tidy(() => tf.onesLike(run(...inputs)));
    const pass = () => tf.tidy(() => void tf.grads(run)(inputs, upstream));
    const fused: number[] = [];
    const composed: number[] = [];
    for (let turn = -1; turn < repeats; turn++) {
      const times = [time(pass), withoutFusedKernels(() => time(pass))] as const;
      // The first turn warms up.
      if (turn < 0) continue;
      fused.push(times[0]);
      composed.push(times[1]);
    }
    tf.dispose([...inputs, upstream]);
    return { name, milliseconds: median(fused), timesComposed: median(composed) / median(fused) };
  });
}

function withoutFusedKernels<T>(run: () => T): T {
  const kernels = fusedKernels.map((name) => tf.getKernel(name, "wasm"));
  for (const name of fusedKernels) tf.unregisterKernel(name, "wasm");
  try {
    return run();
  } finally {
    for (const kernel of kernels) tf.registerKernel(kernel);
  }
}

function time(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

function median(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}
