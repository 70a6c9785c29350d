import * as tf from "@tensorflow/tfjs";
import type { TestTensor } from "../compareWithCpu.ts";
import {
  booleans,
  describeOnWebgpu,
  forward,
  integers,
  numbers,
  positiveNumbers,
  withGradient,
} from "./testing/webgpuCases.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const smooth: readonly Unary[] = [
  ...[tf.abs, tf.exp, tf.neg, tf.relu, tf.sigmoid, tf.tanh, tf.square, tf.softplus],
  ...[tf.erf, tf.elu, tf.selu, tf.expm1, tf.reciprocal, tf.logSigmoid, tf.leakyRelu],
];
const stepwise: readonly Unary[] = [tf.sign, tf.floor, tf.ceil, tf.round, tf.isFinite, tf.isNaN];
const ofPositive: readonly Unary[] = [tf.sqrt, tf.rsqrt, tf.log, tf.log1p];
const comparisons: readonly Binary[] = [
  tf.equal,
  tf.notEqual,
  tf.less,
  tf.lessEqual,
  tf.greater,
  tf.greaterEqual,
];

const special: TestTensor = {
  shape: [8],
  values: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1e37, -1e37, 1e-37],
};
const tiny: TestTensor = { shape: [6], values: [1e-3, -1e-3, 1e-5, -1e-7, 0.2, -0.24] };

/** Name of tfjs's function, without the underscore that its build adds. */
const nameOf = (run: { readonly name: string }) => run.name.replace(/_+(op)?$/, "");

await describeOnWebgpu("functions of one number on webgpu", () => {
  for (const run of smooth) withGradient(nameOf(run), [numbers(5, 41)], run);
  for (const run of stepwise) forward(nameOf(run), [numbers(5, 41)], run);
  for (const run of ofPositive) withGradient(nameOf(run), [positiveNumbers(5, 41)], run);
  for (const run of [
    tf.tanh,
    tf.sigmoid,
    tf.exp,
    tf.relu,
    tf.abs,
    tf.sqrt,
    tf.softplus,
    tf.log,
    tf.sign,
    tf.isNaN,
  ])
    forward(`${nameOf(run)} of NaN, infinities and zeros`, [special], run);
  for (const run of [tf.tanh, tf.expm1, tf.log1p]) {
    // Scaled up: the helper's tolerance is absolute for small numbers.
    forward(`${nameOf(run)} has its digits near zero`, [tiny], (x) => tf.div(run(x), x), 1e-6);
  }
  // WGSL's own precision: 2^-11.
  for (const run of [tf.sin, tf.cos]) withGradient(nameOf(run), [numbers(5, 41)], run, 1e-3);
  withGradient("clipping", [numbers(5, 6)], (x) => tf.clipByValue(x, -0.5, 0.7));
});

await describeOnWebgpu("functions of two numbers on webgpu", () => {
  const shapes = [
    [
      [4, 5],
      [4, 5],
    ],
    [
      [2, 3, 4, 5],
      [4, 1],
    ],
    [[4, 5], []],
  ] as const;
  for (const [first, second] of shapes) {
    for (const run of [tf.add, tf.sub, tf.mul, tf.div] as readonly Binary[])
      withGradient(
        `${nameOf(run)} of ${first} and ${second}`,
        [numbers(...first), positiveNumbers(...second)],
        run,
      );
    for (const run of [tf.maximum, tf.minimum, tf.squaredDifference] as readonly Binary[])
      forward(`${nameOf(run)} of ${first} and ${second}`, [numbers(...first), numbers(...second)], run);
  }
  withGradient("pow", [positiveNumbers(4, 5), numbers(4, 5)], (a, b) => tf.pow(a, b));
  for (const run of comparisons) {
    const other = { shape: [8], values: [Number.NaN, 1, 1, 0, 0, 1, -1e37, 1] };
    forward(`${nameOf(run)}, NaN included`, [special, other], run);
  }
  forward("logic", [booleans(1, 0, 1, 0), booleans(1, 1, 0, 0)], (a, b) =>
    tf.logicalOr(tf.logicalAnd(a, b), tf.logicalNot(b)),
  );
  forward(
    "where takes nothing from the other side",
    [booleans(1, 0), { shape: [2], values: [1, Number.NaN] }, { shape: [2], values: [Number.NaN, 2] }],
    (mask, a, b) => tf.where(mask, a, b),
  );
  for (const dtype of ["int32", "bool", "float32"] as const) {
    forward(`numbers as ${dtype}`, [{ shape: [5], values: [1.7, -1.7, 0, 2.2, -0.3] }], (x) =>
      tf.cast(x, dtype),
    );
    forward(`whole numbers as ${dtype}`, [integers([1, 0, -3])], (x) => tf.cast(x, dtype));
  }
});

await describeOnWebgpu("reductions on webgpu", () => {
  for (const axes of [undefined, 0, [1], [0, 2]] as const) {
    const over = axes === undefined ? undefined : [axes].flat();
    for (const run of [tf.sum, tf.mean, tf.max, tf.min])
      withGradient(`${nameOf(run)} over ${over ?? "all axes"}`, [numbers(3, 4, 5)], (x) => run(x, over));
  }
  forward("a long sum", [numbers(5000)], (x) => tf.sum(x), 1e-3);
  forward("long columns", [numbers(3000, 3)], (x) => tf.sum(x, 0), 1e-3);
  forward("sum of booleans", [booleans(1, 0, 1, 1)], (x) => tf.sum(x));
  forward(
    "index of the largest, first of equals",
    [{ shape: [2, 4], values: [1, 3, 3, 0, 2, 2, 2, 2] }],
    (x) => tf.argMax(x, 1),
  );
  withGradient("running sum", [numbers(4, 4)], (x) => tf.cumsum(x, 1));
  withGradient("running sum, backwards and exclusive", [numbers(4, 4)], (x) => tf.cumsum(x, 1, true, true));
});

await describeOnWebgpu("shapes on webgpu", () => {
  withGradient("transpose", [numbers(40, 33)], (x) => tf.transpose(x));
  withGradient("transpose of heads", [numbers(2, 3, 4, 5)], (x) => tf.transpose(x, [0, 2, 1, 3]));
  withGradient("concat", [numbers(3, 4), numbers(3, 2)], (a, b) => tf.concat([a, b], 1));
  forward(
    "concat of many",
    Array.from({ length: 12 }, () => numbers(3, 2)),
    (...leaves) => tf.concat(leaves, 0),
  );
  withGradient("slice", [numbers(5, 6)], (x) => tf.slice(x, [1, 2], [3, 2]));
  withGradient("slices as matrices", [numbers(20)], (x) =>
    tf.matMul(tf.reshape(tf.slice(x, [4], [16]), [4, 4]), tf.reshape(tf.slice(x, [1], [16]), [4, 4])),
  );
  withGradient("pad", [numbers(3, 4)], (x) =>
    tf.pad(x, [
      [1, 2],
      [0, 1],
    ]),
  );
  withGradient("tile", [numbers(3, 4)], (x) => tf.tile(x, [2, 3]));
  withGradient("stack", [numbers(3), numbers(3)], (a, b) => tf.stack([a, b]));
  withGradient("split", [numbers(4, 6)], (x) => {
    const [a, b] = tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor];
    return tf.mul(a, b);
  });
  withGradient("reverse", [numbers(3, 4)], (x) => tf.reverse(x, [1]));
  forward("filled tensors", [numbers(2)], (x) =>
    tf.concat([x, tf.fill([3], 4), tf.zerosLike(x), tf.onesLike(x), tf.range(0, 6, 2)]),
  );
});
