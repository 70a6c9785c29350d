import * as tf from "@tensorflow/tfjs";
import { keyFromSeed } from "../random/key.ts";
import { normal } from "../random/normal.ts";
import type { Backend } from "./backend.ts";

/** Passes that are timed; the figure is their median. */
const passes = 3;

/**
 * Seconds that this machine takes for a fixed amount of training-like work: matrix products, a convolution with its gradients,
 * element-wise operations and many small ones. Compared with a hardware class's reference, it gives a machine's speed.
 * `clock.now()` is in seconds.
 */
export async function calibrate(backend: Backend, clock: { now(): number }): Promise<number> {
  const parts = [matrixProducts(), convolutions(), elementwise(), smallOperations()];
  try {
    // The first pass compiles and fills caches; nobody's training pays for that more than once.
    await pass(backend, parts);
    const seconds: number[] = [];
    for (let i = 0; i < passes; i++) {
      const start = clock.now();
      await pass(backend, parts);
      seconds.push(clock.now() - start);
    }
    seconds.sort((a, b) => a - b);
    return seconds[(passes - 1) / 2] as number;
  } finally {
    for (const part of parts) tf.dispose(part.tensors as tf.Tensor[]);
  }
}

interface Part {
  readonly tensors: readonly tf.Tensor[];
  readonly repeats: number;
  readonly run: () => void;
}

async function pass(backend: Backend, parts: readonly Part[]): Promise<void> {
  for (const part of parts) {
    for (let i = 0; i < part.repeats; i++) tf.tidy(part.run);
    await backend.sync();
  }
}

function random<Rank extends tf.Rank>(seed: number, shape: tf.ShapeMap[Rank]): tf.Tensor<Rank> {
  const size = (shape as readonly number[]).reduce((product, length) => product * length, 1);
  return tf.tensor<Rank>(normal(keyFromSeed(seed), size), shape);
}

/** A dense layer of a few hundred units, forward and both gradients. */
function matrixProducts(): Part {
  const input = random<tf.Rank.R2>(1, [256, 512]);
  const weights = random<tf.Rank.R2>(2, [512, 512]);
  const gradient = random<tf.Rank.R2>(3, [256, 512]);
  return {
    tensors: [input, weights, gradient],
    repeats: 7,
    run() {
      tf.matMul(input, weights);
      tf.matMul(gradient, weights, false, true);
      tf.matMul(input, gradient, true, false);
    },
  };
}

/** A convolution layer with max pooling, forward and backward. */
function convolutions(): Part {
  const images = random<tf.Rank.R4>(4, [32, 28, 28, 16]);
  const filter = random<tf.Rank.R4>(5, [3, 3, 16, 32]);
  const gradients = tf.grads((x, w) =>
    tf.maxPool(tf.relu(tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, "same")), 2, 2, "valid"),
  );
  return { tensors: [images, filter], repeats: 5, run: () => void gradients([images, filter]) };
}

/** An Adam-like update of a few hundred thousand parameters, and activations. */
function elementwise(): Part {
  const x = random<tf.Rank.R2>(6, [512, 512]);
  const y = random<tf.Rank.R2>(7, [512, 512]);
  return {
    tensors: [x, y],
    repeats: 14,
    run() {
      const moment = x.mul(0.9).add(y.mul(0.1));
      const scale = y.square().mul(0.01).sqrt().add(1e-8);
      moment.div(scale).sub(x).tanh();
      tf.softmax(x).sum(0);
    },
  };
}

/** What a model of many small leaves is made of: calls, not numbers. */
function smallOperations(): Part {
  const x = random<tf.Rank.R2>(8, [8, 8]);
  const y = random<tf.Rank.R1>(9, [8]);
  return {
    tensors: [x, y],
    repeats: 170,
    run() {
      for (let i = 0; i < 10; i++) x.add(y).mul(x).sub(y).sum(0).reshape([1, 8]);
    },
  };
}
