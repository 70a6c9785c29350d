import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type BackendName, openBackend } from "./openBackend.ts";
import { whyNoWebgpu } from "./webgpu/testing/webgpuCases.ts";

// Edge cases of the kernels that training uses. tfjs's issues 5920, 5919, 5641, 5900, 4883, 7461, 665 and 1867 are where some come from.

const { NaN: none, POSITIVE_INFINITY: infinity } = Number;
const floats = (values: readonly number[], shape: readonly number[] = [values.length]) =>
  tf.tensor([...values], [...shape], "float32");
const image = (values: readonly number[], side = Math.sqrt(values.length)) =>
  tf.tensor4d([...values], [1, side, side, 1]);
const slope = (run: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor): tf.Tensor =>
  tf.grad((at) => tf.sum(run(at)))(x);
const ones = (...shape: [number, number, number, number]): tf.Tensor4D => tf.ones(shape);
const withNaN = [none, 1, 2, 3, 4, 5, 6, none, -1, -2, -3, -4, 1, 1, 1, 1];
const activationInputs = [none, -1, 0, 2, infinity, -infinity];

type Case = readonly [title: string, run: () => tf.Tensor, expected: readonly number[]];

/** On every backend. */
const everywhere: readonly Case[] = [
  [
    "maxPool of 1 × 1 at strides 4 and 3",
    () => tf.maxPool(ones(1, 4, 4, 3), 1, [4, 3], "same"),
    [1, 1, 1, 1, 1, 1],
  ],
  ["maxPool with NaN", () => tf.maxPool(image(withNaN), 2, 2, "valid"), [none, none, 1, 1]],
  [
    "maxPool with NaN, overlapping",
    () => tf.maxPool(image(withNaN), 3, 1, "same"),
    [none, none, none, none, none, none, none, none, 5, 6, none, none, 1, 1, 1, 1],
  ],
  [
    "maxPool with NaN in 23 channels",
    () =>
      tf.slice(
        tf.maxPool(tf.tile(image(withNaN), [1, 1, 1, 23]), 2, 2, "valid"),
        [0, 0, 0, 15],
        [1, 1, 2, 8],
      ),
    new Array<number>(16).fill(none),
  ],
  [
    "maxPool of −∞",
    () => tf.maxPool(tf.fill([1, 2, 2, 1], -infinity) as tf.Tensor4D, 2, 2, "valid"),
    [-infinity],
  ],
  [
    "maxPool of negative numbers, padded",
    () => tf.maxPool(image(new Array(9).fill(-5)), 2, 2, "same"),
    [-5, -5, -5, -5],
  ],
  [
    "maxPool's gradient goes to the first NaN of a window, else to the first largest",
    () =>
      slope((x) => tf.mul(tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"), image([1, 2, 3, 4])), image(withNaN)),
    [1, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 3, 0, 4, 0],
  ],
  [
    "maxPool's gradient of −∞ alone",
    () => slope((x) => tf.maxPool(x as tf.Tensor4D, 2, 2, "valid"), image(new Array(4).fill(-infinity))),
    [1, 0, 0, 0],
  ],
  ["avgPool, padded", () => tf.avgPool(ones(1, 3, 3, 1), 2, 2, "same"), [1, 1, 1, 1]],
  ["avgPool with NaN", () => tf.avgPool(image([none, 1, 2, 3]), 2, 2, "valid"), [none]],
  ["relu", () => tf.relu(floats(activationInputs)), [none, 0, 0, 2, infinity, 0]],
  ["relu's slope", () => slope(tf.relu, floats(activationInputs)), [none, 0, 0, 1, 1, 0]],
  ["relu6", () => tf.relu6(floats([...activationInputs, 7])), [none, 0, 0, 2, 6, 0, 6]],
  ["leakyRelu", () => tf.leakyRelu(floats(activationInputs), 0.1), [none, -0.1, 0, 2, infinity, -infinity]],
  ["prelu", () => tf.prelu(floats([none, -1, 0, 2]), tf.scalar(0.1)), [none, -0.1, 0, 2]],
  ["elu", () => tf.elu(floats([...activationInputs, -200])), [none, -0.6321206, 0, 2, infinity, -1, -1]],
  ["selu", () => tf.selu(floats(activationInputs)), [none, -1.1113307, 0, 2.101402, infinity, -1.7580993]],
  ["step", () => tf.step(floats(activationInputs)), [none, 0, 0, 1, 1, 0]],
  ["sign", () => tf.sign(floats(activationInputs)), [none, -1, 0, 1, 1, -1]],
  ["softplus", () => tf.softplus(floats([-1000, 0, 1000, none])), [0, Math.LN2, 1000, none]],
  ["sigmoid", () => tf.sigmoid(floats([-1e30, 1e30, -88, -104, none])), [0, 1, 0, 0, none]],
  ["tanh", () => tf.tanh(floats([1e30, -1e30, 9.1, none])), [1, -1, 1, none]],
  ["erf", () => tf.erf(floats([none, infinity, -infinity])), [none, 1, -1]],
  ["clip", () => tf.clipByValue(floats([1, 2, 3, none, infinity, -infinity]), 2, 3), [2, 2, 3, none, 3, 2]],
  // tfjs itself fills where the limits are equal, before any kernel: the contract's `clip` keeps NaN there too.
  ["clip to one number", () => tf.clipByValue(floats([1, 2, 3]), 2, 2), [2, 2, 2]],
  ["argMax with NaN", () => tf.argMax(floats([1, none, 3, 2])), [1]],
  ["argMax with NaN behind many", () => tf.argMax(floats([1, 5, 5, 5, 5, 5, none, 3, none, 2])), [6]],
  [
    "argMax with NaN in columns",
    () => tf.argMax(floats([1, none, 3, 2, 5, none, none, 1], [4, 2]), 0),
    [3, 0],
  ],
  [
    "argMin with NaN in columns",
    () => tf.argMin(floats([1, none, 3, 2, 5, none, none, 1], [4, 2]), 0),
    [3, 0],
  ],
  ["argMax of 88", () => tf.argMax(floats(Array.from({ length: 88 }, (_, i) => (i === 44 ? 1 : 0)))), [44]],
  ["argMax of −∞", () => tf.argMax(floats([-infinity, -infinity])), [0]],
  ["argMin of equal numbers", () => tf.argMin(floats([2, 1, 1, 3])), [1]],
  ["max with NaN", () => tf.max(floats([1, 2, none, 4, 5, 6, 7, 8, 9])), [none]],
  [
    "max with NaN along either axis",
    () => tf.concat([0, 1].map((axis) => tf.max(floats([1, 2, none, 4], [2, 2]), axis))),
    [none, 4, 2, none],
  ],
  ["min with NaN", () => tf.min(floats([1, 2, 3, 4, 5, 6, 7, 8, none])), [none]],
  ["prod with NaN", () => tf.prod(floats([1, none, 3])), [none]],
  ["sum of ∞ and −∞", () => tf.sum(floats([infinity, -infinity])), [none]],
  ["cumsum", () => tf.cumsum(floats([1, none, 3])), [1, none, none]],
  ["pow(1, NaN)", () => tf.pow(floats([1]), floats([none])), [1]],
  ["pow(NaN, 0)", () => tf.pow(floats([none]), floats([0])), [1]],
  [
    "pow(±1, ±∞)",
    () => tf.pow(floats([1, -1, 1, -1]), floats([infinity, infinity, -infinity, -infinity])),
    [1, 1, 1, 1],
  ],
  ["pow of a negative number", () => tf.pow(floats([-8, -8, -8]), floats([1 / 3, 3, 2])), [none, -512, 64]],
  [
    "pow, broadcast",
    () => tf.pow(floats([1, 2, none], [3, 1]), floats([0, 2], [1, 2])),
    [1, 1, 1, 4, 1, none],
  ],
  ["softmax with ∞", () => tf.softmax(floats([infinity, 0, 1])), [none, none, none]],
  ["softmax with −∞", () => tf.softmax(floats([-infinity, 0, -infinity])), [0, 1, 0]],
  ["softmax of −∞ alone", () => tf.softmax(floats([-infinity, -infinity])), [none, none]],
  ["softmax of large numbers", () => tf.softmax(floats([1e30, 1e30, -1e30])), [0.5, 0.5, 0]],
  ["softmax with NaN in one row", () => tf.softmax(floats([none, 0, 1, 1], [2, 2])), [none, none, 0.5, 0.5]],
  [
    "softmax of a row of 70",
    () => tf.slice(tf.softmax(floats(Array.from({ length: 70 }, (_, i) => (i === 69 ? none : i)))), [0], [2]),
    [none, none],
  ],
  ["logSoftmax", () => tf.logSoftmax(floats([1000, 0, -1000])), [0, -1000, -2000]],
  ["logSoftmax with NaN", () => tf.logSoftmax(floats([none, 0])), [none, none]],
  ["logSumExp", () => tf.logSumExp(floats([1000, 1000])), [1000.69315]],
  ["matMul over nothing", () => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])), [0, 0, 0, 0, 0, 0]],
  ["matMul of NaN and 0", () => tf.matMul(floats([0, 0], [1, 2]), floats([none, 1], [2, 1])), [none]],
  ["matMul of ∞ and 0", () => tf.matMul(floats([0, 1], [1, 2]), floats([infinity, 1], [2, 1])), [none]],
  [
    "conv2d of NaN and 0",
    () => tf.conv2d(image([none, 0, 0, 0]), tf.zeros([1, 1, 1, 1]) as tf.Tensor4D, 1, "valid"),
    [none, 0, 0, 0],
  ],
  [
    "depthwiseConv2d of one channel",
    () => tf.depthwiseConv2d(ones(1, 3, 3, 1), ones(3, 3, 1, 1), 1, "same"),
    [4, 6, 4, 6, 9, 6, 4, 6, 4],
  ],
  ["concat", () => tf.concat([floats([none]), floats([1])]), [none, 1]],
  ["gather", () => tf.gather(floats([1, 2, none]), tf.tensor1d([0, 2], "int32")), [1, none]],
  [
    "unsortedSegmentSum leaves out what is outside",
    () => tf.unsortedSegmentSum(floats([1, 2, 4]), tf.tensor1d([0, -1, 1], "int32"), 2),
    [1, 4],
  ],
  [
    "oneHot leaves out what is outside",
    () => tf.cast(tf.oneHot(tf.tensor1d([0, 3, -1], "int32"), 3), "float32"),
    [1, 0, 0, 0, 0, 0, 0, 0, 0],
  ],
  [
    "add, broadcast",
    () => tf.add(floats([1, 2, 3], [3, 1]), floats([10, none], [1, 2])),
    [11, none, 12, none, 13, none],
  ],
  ["mul of scalars", () => tf.mul(tf.scalar(3), tf.scalar(4)), [12]],
  [
    "squaredDifference",
    () => tf.squaredDifference(floats([none, 1]), floats([1, infinity])),
    [none, infinity],
  ],
  [
    "where",
    () => tf.where(tf.tensor([1, 0, 0], [3], "bool"), floats([none, 1, none]), floats([2, none, 3])),
    [none, none, 3],
  ],
  ["log1p", () => tf.log1p(floats([-1, -2, 1e-10, none])), [-infinity, none, 1e-10, none]],
  ["log", () => tf.log(floats([0, -1, infinity, none])), [-infinity, none, infinity, none]],
  [
    "exp",
    () => tf.exp(floats([88.7, 88.8, -104, none, infinity, -infinity])),
    [3.325977e38, infinity, 0, none, infinity, 0],
  ],
  [
    "a bool as float32",
    () => tf.cast(tf.less(floats([1, 2, 3, none]), tf.scalar(2.5)), "float32"),
    [1, 1, 0, 0],
  ],
  ["an int32 as float32", () => tf.cast(tf.tensor1d([1, -2, 3], "int32"), "float32"), [1, -2, 3]],
  [
    "a float32 as bool and back",
    () => tf.cast(tf.cast(floats([1.9, none, 0, -0]), "bool"), "float32"),
    [1, 1, 0, 0],
  ],
  [
    "isNaN, isFinite, isInf",
    () =>
      tf.concat(
        [tf.isNaN, tf.isFinite, tf.isInf].map((of) => tf.cast(of(floats([none, 0, infinity])), "float32")),
      ),
    [1, 0, 0, 0, 1, 0, 0, 0, 1],
  ],
  [
    "pad",
    () =>
      tf.pad(
        floats([1, 2], [1, 2]),
        [
          [1, 0],
          [0, 1],
        ],
        -1,
      ),
    [-1, -1, -1, 1, 2, -1],
  ],
  ["resizeBilinear of one pixel", () => tf.image.resizeBilinear(image([7]), [2, 2], true), [7, 7, 7, 7]],
  ["resizeBilinear to one pixel", () => tf.image.resizeBilinear(image([1, 2, 3, 4]), [1, 1], true), [1]],
  ["addN", () => tf.addN([floats([none, 1]), floats([1, 2])]), [none, 3]],
];

/** What WebGPU, which has no empty buffers, no subnormal numbers and no int32 of what is none, does in its own way. */
const inMemory: readonly Case[] = [
  ["sum over nothing", () => tf.sum(tf.zeros([0])), [0]],
  ["mean over nothing", () => tf.mean(tf.zeros([0])), [none]],
  ["max over nothing", () => tf.max(tf.zeros([0])), [-infinity]],
  ["min over nothing", () => tf.min(tf.zeros([0])), [infinity]],
  ["prod over nothing", () => tf.prod(tf.zeros([0])), [1]],
  ["sums of empty columns", () => tf.sum(tf.zeros([0, 3]), 0), [0, 0, 0]],
  ["largest of empty columns", () => tf.max(tf.zeros([0, 2]), 0), [-infinity, -infinity]],
  [
    "empty results",
    () =>
      tf.concat([
        tf.matMul(tf.zeros([0, 2]), tf.zeros([2, 3])).reshape([0]),
        tf.add(tf.zeros([0, 3]), tf.ones([1, 3])).reshape([0]),
        tf.transpose(tf.zeros([0, 2])).reshape([0]),
      ]),
    [],
  ],
  ["concat with nothing", () => tf.concat([tf.zeros([0, 2]), floats([1, 2], [1, 2])]), [1, 2]],
  ["argMax of the smallest number", () => tf.argMax(floats([-1, -0, 1.401298464324817e-45])), [2]],
  ["sqrt of a subnormal number", () => tf.sqrt(floats([1e-40])), [9.999973e-21]],
  ["min of bool", () => tf.cast(tf.min(tf.tensor([1, 0, 1], [3], "bool")), "float32"), [0]],
  ["sum of many int32", () => tf.cast(tf.sum(tf.fill([1 << 20], 255, "int32")), "float32"), [267386880]],
  ["sum of 2²⁵ ones", () => tf.sum(tf.ones([1 << 25])), [33554432]],
  ["mean of 2²² tenths", () => tf.mean(tf.fill([1 << 22], 0.1)), [0.1]],
  ["cumsum of many zeros", () => tf.cumsum(tf.zeros([300_000])).slice([299_990], [3]), [0, 0, 0]],
  ["topk with NaN", () => tf.topk(floats([1, none, 3]), 2).values, [none, 3]],
  ["int32 of what is none", () => tf.cast(floats([1.9, -1.9, none]), "int32"), [1, -1, 0]],
];

const withoutWebgpu = await whyNoWebgpu();
const backends: readonly (readonly [BackendName, readonly Case[]])[] = [
  ["cpu", [...everywhere, ...inMemory]],
  ["wasm", [...everywhere, ...inMemory]],
  ...(withoutWebgpu === null ? ([["webgpu", everywhere]] as const) : []),
];

describe.each(backends)("on %s", (backend, cases) => {
  beforeAll(async () => {
    await openBackend(backend);
    // Small tensors would otherwise be computed by tfjs's own CPU code, and no shader tested.
    if (backend === "webgpu") tf.env().set("WEBGPU_CPU_FORWARD", false);
  });
  beforeEach(() => {
    tf.engine().startScope();
  });
  afterEach(() => {
    tf.engine().endScope();
  });

  test.each(cases)("%s", async (_, run, expected) => {
    const result = run();
    const numbers = [...(await result.data())];
    const close = (value: number, i: number) => {
      const wanted = Math.fround(expected[i] as number);
      return Object.is(value, wanted) || Math.abs(value - wanted) <= 2e-5 * Math.abs(wanted) + 1.2e-38;
    };
    expect(numbers).toHaveLength(expected.length);
    expect(numbers.map((value, i) => (close(value, i) ? expected[i] : value))).toEqual(expected);
  });
});
