import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import * as tf from "@tensorflow/tfjs";
import type { KernelCase } from "./kernelCases.ts";

type Run = (...inputs: tf.Tensor[]) => unknown;

function random(shape: readonly number[]): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(normal(keyFromSeed(size), size), [...shape]);
}

function elementwiseCase(name: string, shapes: readonly (readonly number[])[], run: Run): KernelCase {
  return {
    name,
    prepare() {
      const inputs = shapes.map(random);
      return { inputs, run: () => void run(...inputs) };
    },
  };
}

const wide = [512, 512];

/** Functions of one tensor of 512 × 512 numbers. */
const functions: Record<string, Run> = {
  exp: (x) => tf.exp(x as tf.Tensor),
  "log(1 + x²)": (x) => tf.log1p(tf.square(x as tf.Tensor)),
  sigmoid: (x) => tf.sigmoid(x as tf.Tensor),
  softplus: (x) => tf.softplus(x as tf.Tensor),
  elu: (x) => tf.elu(x as tf.Tensor),
  relu: (x) => tf.relu(x as tf.Tensor),
  sin: (x) => tf.sin(x as tf.Tensor),
  rsqrt: (x) => tf.rsqrt(x as tf.Tensor),
  softmax: (x) => tf.softmax(x as tf.Tensor),
  "log-softmax": (x) => tf.logSoftmax(x as tf.Tensor),
  "sum of all": (x) => tf.sum(x as tf.Tensor),
  "sum over rows": (x) => tf.sum(x as tf.Tensor, 0),
  "sum over columns": (x) => tf.sum(x as tf.Tensor, 1),
  "largest of a row": (x) => tf.max(x as tf.Tensor, 1),
  "where of a row": (x) => tf.argMax(x as tf.Tensor, 1),
  transposed: (x) => tf.transpose(x as tf.Tensor),
  "some columns": (x) => tf.slice(x as tf.Tensor, [0, 100], [512, 200]),
  reversed: (x) => tf.reverse(x as tf.Tensor, 1),
  "cast to int32": (x) => tf.cast(x as tf.Tensor, "int32"),
};

/** Of two tensors with broadcasting. */
const pairs: readonly (readonly [string, readonly number[], Run])[] = [
  ["add", wide, (a, b) => tf.add(a as tf.Tensor, b as tf.Tensor)],
  ["add a row", [512], (a, b) => tf.add(a as tf.Tensor, b as tf.Tensor)],
  ["add a column", [512, 1], (a, b) => tf.add(a as tf.Tensor, b as tf.Tensor)],
  ["divide by one number", [], (a, b) => tf.div(a as tf.Tensor, b as tf.Tensor)],
  ["squared difference", wide, (a, b) => tf.squaredDifference(a as tf.Tensor, b as tf.Tensor)],
  ["equal", wide, (a, b) => tf.equal(a as tf.Tensor, b as tf.Tensor)],
  ["beside each other", wide, (a, b) => tf.concat([a as tf.Tensor, b as tf.Tensor], 1)],
];

/** Element-wise functions, reductions and copies, most of them of 512 × 512 numbers. */
export const elementwiseCases: readonly KernelCase[] = [
  ...Object.entries(functions).map(([name, run]) => elementwiseCase(name, [wide], run)),
  ...pairs.map(([name, other, run]) => elementwiseCase(name, [wide, other], run)),
  elementwiseCase("sum over batch and places", [[16, 28, 28, 16]], (x) => tf.sum(x as tf.Tensor, [0, 1, 2])),
  elementwiseCase("sum over the middle axis", [[16, 64, 256]], (x) => tf.sum(x as tf.Tensor, 1)),
  elementwiseCase("heads of attention apart", [[32, 64, 4, 16]], (x) =>
    tf.transpose(x as tf.Tensor, [0, 2, 1, 3]),
  ),
  elementwiseCase("every matrix transposed", [[64, 64, 64]], (x) => tf.transpose(x as tf.Tensor, [0, 2, 1])),
  elementwiseCase("image padded", [[16, 28, 28, 8]], (x) =>
    tf.pad(x as tf.Tensor, [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ]),
  ),
];
