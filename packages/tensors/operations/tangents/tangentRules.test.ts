import { engine, getBackend, getKernel, ones, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBackend } from "../../backend/openBackend.ts";
import { rootsOfUnity } from "../rootsOfUnity.ts";
import { tangentRules } from "./tangentRules.ts";
import { tangentsAlong } from "./tangentsAlong.ts";

/** A kernel on inputs of these shapes, all of which move; `others` do not. */
interface Case {
  readonly kernel: string;
  readonly inputs: Readonly<Record<string, readonly number[]>> | readonly (readonly number[])[];
  readonly others?: () => Readonly<Record<string, Tensor>>;
  readonly attributes?: object;
  /** Between which numbers the inputs are; 0.1 to 0.9 by default, or ±. */
  readonly between?: readonly [number, number];
}

const each = (kernels: string, rest: Omit<Case, "kernel">): Case[] =>
  kernels.split(" ").map((kernel) => ({ kernel, ...rest }));
const image = [2, 5, 4, 3];
const pooling = { filterSize: [2, 2], strides: [2, 2], pad: "valid", dimRoundingMode: "floor" };
const overlapping = { filterSize: [3, 3], strides: [2, 2], pad: "same", dimRoundingMode: "floor" };
const convolution = {
  strides: [1, 1],
  pad: "same",
  dataFormat: "NHWC",
  dilations: [1, 1],
  dimRoundingMode: "floor",
};
const indices = () => tensor([2, 0, 2], [3], "int32");
const classes = () => tensor([1, 0, 2], [3], "int32");
const pair = { a: [2, 3], b: [3] };

const cases: readonly Case[] = [
  ...each("Abs Ceil Elu Floor LeakyRelu Relu Relu6 Round Selu Sign Step ClipByValue", {
    inputs: { x: [4, 5] },
    attributes: { alpha: 0.2, clipValueMin: -0.6, clipValueMax: 0.6 },
    between: [-1, 1],
  }),
  ...each("Acos Asin Asinh Atan Atanh Cos Cosh Erf Exp Expm1 Log Log1p Reciprocal Rsqrt", {
    inputs: { x: [4, 5] },
  }),
  ...each("Sigmoid Sin Sinh Softplus Sqrt Square Tan Tanh Neg Identity OnesLike ZerosLike", {
    inputs: { x: [4, 5] },
  }),
  ...each("Acosh", { inputs: { x: [4, 5] }, between: [1.5, 2.5] }),
  ...each("Softmax", { inputs: { logits: [4, 5] }, attributes: { dim: 1 } }),
  ...each("Add Sub RealDiv Multiply Pow SquaredDifference Maximum Minimum FloorDiv", { inputs: pair }),
  ...each("Pow", { inputs: { a: [5] }, others: () => ({ b: tensor([1.5]) }) }),
  ...each("Cast", { inputs: { x: [4] }, attributes: { dtype: "float32" } }),
  ...each("Sum Mean", { inputs: { x: [2, 3, 4] }, attributes: { axis: [1], keepDims: false } }),
  ...each("Max Min", {
    inputs: { x: [3, 4] },
    attributes: { reductionIndices: [1], axis: [1], keepDims: false },
  }),
  ...each("Cumsum", { inputs: { x: [3, 4] }, attributes: { axis: 1, exclusive: true, reverse: false } }),
  ...each("Reshape", { inputs: { x: [3, 4] }, attributes: { shape: [2, 6] } }),
  ...each("ExpandDims", { inputs: { input: [3, 4] }, attributes: { dim: 1 } }),
  ...each("Transpose", { inputs: { x: [2, 3, 4] }, attributes: { perm: [2, 0, 1] } }),
  ...each("Reverse", { inputs: { x: [3, 4] }, attributes: { dims: [1] } }),
  ...each("Tile", { inputs: { x: [3, 2] }, attributes: { reps: [1, 3] } }),
  ...each("Slice", { inputs: { x: [3, 4] }, attributes: { begin: [1, 0], size: [2, 3] } }),
  ...each("StridedSlice", {
    inputs: { x: [5, 4] },
    attributes: {
      ...{ begin: [0, 1], end: [5, 4], strides: [2, 1], beginMask: 0, endMask: 0 },
      ...{ ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 },
    },
  }),
  ...each("SplitV", { inputs: { x: [2, 5] }, attributes: { numOrSizeSplits: [2, 3], axis: 1 } }),
  ...each("Unpack", { inputs: { value: [2, 3] }, attributes: { axis: 1 } }),
  ...each("PadV2", {
    inputs: { x: [2, 3] },
    attributes: {
      paddings: [
        [1, 0],
        [0, 2],
      ],
      constantValue: 4,
    },
  }),
  ...each("MirrorPad", {
    inputs: { x: [3, 3] },
    attributes: {
      paddings: [
        [1, 0],
        [0, 1],
      ],
      mode: "reflect",
    },
  }),
  ...each("SpaceToBatchND", {
    inputs: { x: [1, 4, 4, 2] },
    attributes: {
      blockShape: [2, 2],
      paddings: [
        [0, 0],
        [0, 0],
      ],
    },
  }),
  ...each("BatchToSpaceND", {
    inputs: { x: [4, 2, 2, 2] },
    attributes: {
      blockShape: [2, 2],
      crops: [
        [0, 0],
        [0, 0],
      ],
    },
  }),
  ...each("AddN", {
    inputs: [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
  }),
  ...each("Concat", {
    inputs: [
      [2, 3],
      [2, 1],
    ],
    attributes: { axis: 1 },
  }),
  ...each("Pack", {
    inputs: [
      [2, 3],
      [2, 3],
    ],
    attributes: { axis: 1 },
  }),
  ...each("Einsum", {
    inputs: [
      [2, 3, 4],
      [2, 5, 4],
    ],
    attributes: { equation: "bqd,bkd->bqk" },
  }),
  ...each("BatchMatMul", {
    inputs: { a: [2, 4, 3], b: [2, 4, 5] },
    attributes: { transposeA: true, transposeB: false },
  }),
  ...each("GatherV2", {
    inputs: { x: [3, 4] },
    others: () => ({ indices: indices() }),
    attributes: { axis: 0, batchDims: 0 },
  }),
  ...each("UnsortedSegmentSum", {
    inputs: { x: [3, 4] },
    others: () => ({ segmentIds: indices() }),
    attributes: { numSegments: 4 },
  }),
  ...each("Select", {
    inputs: { t: [3], e: [3] },
    others: () => ({ condition: tensor([1, 0, 1], [3], "bool") }),
  }),
  ...each("Conv2D", { inputs: { x: image, filter: [3, 3, 3, 2] }, attributes: convolution }),
  ...each("Conv2DBackpropInput", {
    inputs: { dy: [2, 5, 4, 2], filter: [3, 3, 3, 2] },
    attributes: { ...convolution, inputShape: image },
  }),
  ...each("Conv2DBackpropFilter", {
    inputs: { x: image, dy: [2, 5, 4, 2] },
    attributes: { ...convolution, filterShape: [3, 3, 3, 2] },
  }),
  ...each("DepthwiseConv2dNative", { inputs: { x: image, filter: [3, 3, 3, 2] }, attributes: convolution }),
  ...each("DepthwiseConv2dNativeBackpropInput", {
    inputs: { dy: [2, 5, 4, 6], filter: [3, 3, 3, 2] },
    attributes: { ...convolution, inputShape: image },
  }),
  ...each("DepthwiseConv2dNativeBackpropFilter", {
    inputs: { x: image, dy: [2, 5, 4, 6] },
    attributes: { ...convolution, filterShape: [3, 3, 3, 2] },
  }),
  ...each("AvgPool MaxPool", { inputs: { x: image }, attributes: pooling }),
  ...each("MaxPool", { inputs: { x: image }, attributes: overlapping }),
  ...each("MaxPool", { inputs: { x: [1, 7, 6, 2] }, attributes: { ...overlapping, pad: 1 } }),
  ...each("AvgPoolGrad", { inputs: { dy: [2, 2, 2, 3], input: image }, attributes: pooling }),
  ...each("MaxPoolGrad", {
    inputs: { dy: [2, 2, 2, 3], input: image },
    others: () => ({ output: ones([2, 2, 2, 3]) }),
    attributes: pooling,
  }),
  ...each("ResizeBilinear ResizeNearestNeighbor", {
    inputs: { images: [1, 3, 3, 2] },
    attributes: { alignCorners: false, halfPixelCenters: true, size: [5, 6] },
  }),
  ...each("ResizeBilinearGrad ResizeNearestNeighborGrad", {
    inputs: { images: [1, 3, 3, 2], dy: [1, 5, 6, 2] },
    attributes: { alignCorners: false },
  }),
  ...each("EluGrad", { inputs: { dy: [6], y: [6] }, between: [-1, 1] }),
  ...each("RotaryEmbedding", {
    inputs: { x: [2, 3, 8] },
    others: () => ({
      cosines: tensor(numbers(12, 1, [-1, 1]), [3, 4]),
      sines: tensor(numbers(12, 2, [-1, 1]), [3, 4]),
    }),
    attributes: { heads: 1, inverse: false },
  }),
  ...each("Fft2d", {
    inputs: { parts: [2, 1, 4, 3] },
    attributes: { inverse: false, factor: 1, rowRoots: rootsOfUnity(3), columnRoots: rootsOfUnity(4) },
  }),
  ...each("_FusedMatMul", {
    inputs: { a: [1, 3, 4], b: [1, 4, 5], bias: [5] },
    attributes: { transposeA: false, transposeB: false, activation: "linear" },
  }),
  ...each("FusedConv2D", {
    inputs: { x: image, filter: [2, 3, 3, 2], bias: [2] },
    attributes: { ...convolution, activation: "linear" },
  }),
  ...each("FusedDepthwiseConv2D", {
    inputs: { x: image, filter: [2, 3, 3, 1], bias: [3] },
    attributes: { ...convolution, activation: "linear" },
  }),
  ...each("SoftmaxCrossEntropy", {
    inputs: { logits: [3, 4] },
    others: () => ({ labels: classes() }),
    attributes: { labelSmoothing: 0.1 },
  }),
  ...each("SoftmaxCrossEntropyGrad", {
    inputs: { probabilities: [3, 4], dy: [3] },
    others: () => ({ labels: classes() }),
    attributes: { labelSmoothing: 0.1 },
  }),
];

/** Numbers in disorder, no two of them near each other, or near a whole number. */
function numbers(count: number, seed: number, [from, to]: readonly [number, number]): Float32Array {
  const at = Array.from({ length: count }, (_, i) => (i + 0.5) / count);
  for (let i = count - 1; i > 0; i--) {
    const other = (i * 7919 + seed * 104_729) % (i + 1);
    [at[i], at[other]] = [at[other] as number, at[i] as number];
  }
  return Float32Array.from(at, (place) => from + (to - from) * place);
}

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** The tangents, and the difference quotient. */
function bothWays({ kernel, inputs, others, attributes = {}, between = [0.1, 0.9] }: Case) {
  const shapes = Object.entries(inputs as Readonly<Record<string, readonly number[]>>);
  const at = shapes.map(([, shape], i) => numbers(sizeOf(shape), i + 1, between));
  const along = shapes.map(([, shape], i) => numbers(sizeOf(shape), i + 11, [-1, 1]));
  const step = 1e-3;
  const tensorsOf = (values: readonly Float32Array[]) =>
    shapes.map(([, shape], i) => tensor(values[i] as Float32Array, [...shape]));
  const run = (given: readonly Tensor[]): Tensor[] => {
    const named = {
      ...Object.fromEntries(shapes.map(([name], i) => [name, given[i] as Tensor])),
      ...others?.(),
    };
    const listed = Array.isArray(inputs) ? Object.values(named) : named;
    const made: Tensor | Tensor[] = engine().runKernel(kernel, listed as never, attributes as never);
    return Array.isArray(made) ? made : [made];
  };
  return tidy(() => {
    const moved = (by: number) =>
      run(tensorsOf(at.map((values, i) => values.map((value, j) => value + by * (along[i]?.[j] as number)))));
    const [ahead, behind] = [moved(step), moved(-step)];
    const start = tensorsOf(at);
    const tangents = tangentsAlong(start, tensorsOf(along), run);
    return {
      tangents: tangents.map((tangent) => [...tangent.dataSync()]),
      quotients: ahead.map((one, i) => [
        ...one
          .sub(behind[i] as Tensor)
          .div(2 * step)
          .dataSync(),
      ]),
    };
  });
}

const tried = new Set<string>();

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  beforeAll(() => openBackend(backend));

  test.each(cases)("tangents through $kernel are the difference quotient", (one) => {
    if (getKernel(one.kernel, getBackend()) === undefined) return;
    tried.add(one.kernel);
    const { tangents, quotients } = bothWays(one);
    tangents.forEach((tangent, i) => {
      const largest = Math.max(1, ...(quotients[i] ?? []).map(Math.abs));
      const errors = tangent.map((value, j) => Math.abs(value - (quotients[i]?.[j] as number)) / largest);
      expect(Math.max(...errors)).toBeLessThan(2e-3);
    });
  });
});

afterAll(() => expect([...tried].sort()).toEqual([...tangentRules.keys()].sort()));
