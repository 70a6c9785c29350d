import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import * as tf from "@tensorflow/tfjs";
import { fft2d } from "../../operations/fft2d.ts";
import type { KernelCase } from "./kernelCases.ts";

type Attributes = NonNullable<Parameters<ReturnType<typeof tf.engine>["runKernel"]>[2]>;
type Inputs = readonly tf.Tensor[];

function imageCase(
  name: string,
  prepare: () => Inputs,
  run: (...inputs: tf.Tensor4D[]) => unknown,
): KernelCase {
  return {
    name,
    prepare() {
      const inputs = prepare();
      return { inputs, run: () => void run(...(inputs as tf.Tensor4D[])) };
    },
  };
}

const random = (...shape: number[]): tf.Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(normal(keyFromSeed(size), size), shape);
};

/** Row numbers in no order, some of them often. */
const rows = (count: number, below: number): tf.Tensor =>
  tf.tensor1d(
    Int32Array.from({ length: count }, (_, i) => (i * i * 97 + i) % below),
    "int32",
  );

/** One side of a gradient by itself, without the forward pass around it. */
const kernel = (name: string, inputs: Record<string, tf.Tensor>, attributes: object): void => {
  tf.engine().runKernel(name, inputs, attributes as Attributes);
};

const image = [32, 28, 28, 32];
const halved = [32, 14, 14, 32];
const pooling = { filterSize: 2, strides: 2, pad: "valid" };
const overlapping = { filterSize: 3, strides: 2, pad: "same" };

const depthwise = (shape: number[], filter: number[], stride: number, what: string): KernelCase[] => {
  const [batch, height, width, channels] = shape as [number, number, number, number];
  const dyShape = [batch, Math.ceil(height / stride), Math.ceil(width / stride), channels];
  const attributes = { strides: [stride, stride], dilations: [1, 1], pad: "same" };
  return [
    imageCase(
      `depthwise ${what}`,
      () => [random(...shape), random(...filter)],
      (x, w) => kernel("DepthwiseConv2dNative", { x, filter: w as tf.Tensor }, attributes),
    ),
    imageCase(
      `depthwise input gradient ${what}`,
      () => [random(...dyShape), random(...filter)],
      (dy, w) =>
        kernel(
          "DepthwiseConv2dNativeBackpropInput",
          { dy, filter: w as tf.Tensor },
          { ...attributes, inputShape: shape },
        ),
    ),
    imageCase(
      `depthwise filter gradient ${what}`,
      () => [random(...shape), random(...dyShape)],
      (x, dy) =>
        kernel(
          "DepthwiseConv2dNativeBackpropFilter",
          { x, dy: dy as tf.Tensor },
          { ...attributes, filterShape: filter },
        ),
    ),
  ];
};

/** Pools, depthwise convolutions, look-ups and the Fourier transform. */
export const imageCases: readonly KernelCase[] = [
  imageCase(
    "max pool 2×2",
    () => [random(...image)],
    (x) => tf.maxPool(x, 2, 2, "valid"),
  ),
  imageCase(
    "max-pool gradient 2×2",
    () => [random(...image), random(...halved)],
    (input, dy) => kernel("MaxPoolGrad", { dy, input, output: dy } as Record<string, tf.Tensor>, pooling),
  ),
  imageCase(
    "max pool 3×3, stride 2",
    () => [random(...image)],
    (x) => tf.maxPool(x, 3, 2, "same"),
  ),
  imageCase(
    "max-pool gradient 3×3, stride 2",
    () => [random(...image), random(...halved)],
    (input, dy) => kernel("MaxPoolGrad", { dy, input, output: dy } as Record<string, tf.Tensor>, overlapping),
  ),
  imageCase(
    "average pool 2×2",
    () => [random(...image)],
    (x) => tf.avgPool(x, 2, 2, "valid"),
  ),
  imageCase(
    "average-pool gradient 2×2",
    () => [random(...image), random(...halved)],
    (input, dy) => kernel("AvgPoolGrad", { dy, input } as Record<string, tf.Tensor>, pooling),
  ),
  ...depthwise([16, 28, 28, 32], [3, 3, 32, 1], 1, "3×3"),
  ...depthwise([16, 28, 28, 32], [3, 3, 32, 1], 2, "3×3, stride 2"),
  ...depthwise([16, 1, 100, 144], [1, 31, 144, 1], 1, "1×31"),
  imageCase(
    "gather 4096 rows of 64",
    () => [random(1000, 64), rows(4096, 1000)],
    (x, at) => tf.gather(x as tf.Tensor, at as unknown as tf.Tensor1D),
  ),
  imageCase(
    "segment sum of 4096 rows of 64",
    () => [random(4096, 64), rows(4096, 1000)],
    (x, at) => tf.unsortedSegmentSum(x as tf.Tensor, at as unknown as tf.Tensor1D, 1000),
  ),
  {
    // tfjs-wasm's reads beyond its inputs for more than one batch, and traps where the memory ends.
    stockFails: true,
    ...imageCase(
      "gather by batch",
      () => [random(64, 100, 16), tf.reshape(rows(64 * 50, 100), [64, 50])],
      (x, at) => tf.gather(x as tf.Tensor, at as unknown as tf.Tensor2D, 1, 1),
    ),
  },
  imageCase(
    "Fourier transform of 64 × 28×28",
    () => [random(64, 28, 28), random(64, 28, 28)],
    (re, im) => fft2d(re as unknown as tf.Tensor3D, im as unknown as tf.Tensor3D),
  ),
  imageCase(
    "Fourier transform of 64 × 32×32",
    () => [random(64, 32, 32), random(64, 32, 32)],
    (re, im) => fft2d(re as unknown as tf.Tensor3D, im as unknown as tf.Tensor3D),
  ),
  imageCase(
    "nearest resizing to 56×56",
    () => [random(16, 28, 28, 16)],
    (x) => tf.image.resizeNearestNeighbor(x, [56, 56]),
  ),
  ...["ResizeBilinearGrad", "ResizeNearestNeighborGrad"].map((name) =>
    imageCase(
      `${name} from 56×56`,
      () => [random(16, 28, 28, 16), random(16, 56, 56, 16)],
      (images, dy) =>
        kernel(
          name,
          { images: images as tf.Tensor, dy: dy as tf.Tensor },
          { alignCorners: false, halfPixelCenters: false, size: [56, 56] },
        ),
    ),
  ),
];
