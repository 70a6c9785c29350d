import {
  avgPool,
  conv2d,
  depthwiseConv2d,
  grads,
  maxPool,
  type Tensor,
  type Tensor4D,
  tidy,
} from "@tensorflow/tfjs";
import fc from "fast-check";
import { test } from "vitest";
import { compareWithCpu, randomTensor } from "../compareWithCpu.ts";

const convolution = fc.record({
  images: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 3, max: 9 }),
  width: fc.integer({ min: 3, max: 9 }),
  filterHeight: fc.integer({ min: 1, max: 3 }),
  filterWidth: fc.integer({ min: 1, max: 3 }),
  channels: fc.integer({ min: 1, max: 5 }),
  outputs: fc.integer({ min: 1, max: 5 }),
  strides: fc.constantFrom<[number, number]>([1, 1], [2, 2], [1, 2], [3, 1]),
  pad: fc.constantFrom<"same" | "valid">("same", "valid"),
  seed: fc.nat(1000),
});

/** The gradient of f with respect to its `which`th argument, weighted by `dy`. */
function gradient(f: (...tensors: Tensor[]) => Tensor, which: number, tensors: Tensor[], dy: Tensor): Tensor {
  return tidy(() => grads(f)(tensors, dy)[which] as Tensor);
}

test("a convolution of any stride, padding and dilation equals that of cpu", async () => {
  await fc.assert(
    fc.asyncProperty(
      convolution,
      fc.constantFrom<[number, number]>([1, 1], [2, 1], [2, 2]),
      fc.constantFrom(0, 1, 2),
      async ({ images, height, width, strides, pad, seed, ...rest }, dilations, extra) => {
        const dilated = dilations[0] * dilations[1] > 1;
        const x = [images, height + 2, width + 2, rest.channels];
        const filter = [rest.filterHeight, rest.filterWidth, rest.channels, 7 * extra + rest.outputs];
        await compareWithCpu([randomTensor(x, seed), randomTensor(filter, seed + 1)], (a, b) =>
          conv2d(a as Tensor4D, b as Tensor4D, dilated ? 1 : strides, pad, "NHWC", dilations),
        );
      },
    ),
    { numRuns: 80, seed: 2 },
  );
});

test("a convolution with explicit padding equals that of cpu", async () => {
  const pad: [[number, number], [number, number], [number, number], [number, number]] = [
    [0, 0],
    [1, 0],
    [2, 3],
    [0, 0],
  ];
  await compareWithCpu([randomTensor([2, 5, 6, 3], 1), randomTensor([3, 2, 3, 10], 2)], (x, filter) =>
    conv2d(x as Tensor4D, filter as Tensor4D, [2, 1], pad),
  );
});

test.each([0, 1])("convolution gradient %i equals that of cpu", async (which) => {
  await fc.assert(
    fc.asyncProperty(convolution, async ({ images, height, width, strides, pad, seed, ...rest }) => {
      const x = [images, height, width, rest.channels];
      const filter = [rest.filterHeight, rest.filterWidth, rest.channels, rest.outputs];
      const run = (a: Tensor, b: Tensor) => conv2d(a as Tensor4D, b as Tensor4D, strides, pad);
      const dy = outputShape(height, width, rest.filterHeight, rest.filterWidth, strides, pad);
      await compareWithCpu(
        [
          randomTensor(x, seed),
          randomTensor(filter, seed + 1),
          randomTensor([images, ...dy, rest.outputs], seed + 2),
        ],
        (a, b, weights) =>
          gradient(
            run as (...tensors: Tensor[]) => Tensor,
            which,
            [a as Tensor, b as Tensor],
            weights as Tensor,
          ),
      );
    }),
    { numRuns: 80, seed: 3 },
  );
});

test.each([0, 1])("depthwise convolution gradient %i equals that of cpu", async (which) => {
  await fc.assert(
    fc.asyncProperty(convolution, async ({ images, height, width, strides, pad, seed, ...rest }) => {
      const x = [images, height, width, rest.channels];
      const square: [number, number] = [strides[0], strides[0]];
      const filter = [rest.filterHeight, rest.filterWidth, rest.channels, rest.outputs];
      const run = (a: Tensor, b: Tensor) => depthwiseConv2d(a as Tensor4D, b as Tensor4D, square, pad);
      const dy = outputShape(height, width, rest.filterHeight, rest.filterWidth, square, pad);
      await compareWithCpu(
        [
          randomTensor(x, seed),
          randomTensor(filter, seed + 1),
          randomTensor([images, ...dy, rest.channels * rest.outputs], seed + 2),
        ],
        (a, b, weights) =>
          gradient(
            run as (...tensors: Tensor[]) => Tensor,
            which,
            [a as Tensor, b as Tensor],
            weights as Tensor,
          ),
      );
    }),
    { numRuns: 40, seed: 4 },
  );
});

test("the max-pool gradient equals that of cpu", async () => {
  await fc.assert(
    fc.asyncProperty(convolution, async ({ images, height, width, strides, pad, seed, ...rest }) => {
      const window: [number, number] = [rest.filterHeight, rest.filterWidth];
      const run = (x: Tensor) => maxPool(x as Tensor4D, window, strides, pad);
      const dy = outputShape(height, width, rest.filterHeight, rest.filterWidth, strides, pad);
      await compareWithCpu(
        [
          randomTensor([images, height, width, rest.channels], seed),
          randomTensor([images, ...dy, rest.channels], seed + 1),
        ],
        (x, weights) =>
          gradient(run as (...tensors: Tensor[]) => Tensor, 0, [x as Tensor], weights as Tensor),
      );
    }),
    { numRuns: 60, seed: 5 },
  );
});

test("without padding, the average-pool gradient equals that of cpu", async () => {
  await fc.assert(
    fc.asyncProperty(convolution, async ({ images, height, width, strides, seed, ...rest }) => {
      const window: [number, number] = [rest.filterHeight, rest.filterWidth];
      const run = (x: Tensor) => avgPool(x as Tensor4D, window, strides, "valid");
      const dy = outputShape(height, width, rest.filterHeight, rest.filterWidth, strides, "valid");
      await compareWithCpu(
        [
          randomTensor([images, height, width, rest.channels], seed),
          randomTensor([images, ...dy, rest.channels], seed + 1),
        ],
        (x, weights) =>
          gradient(run as (...tensors: Tensor[]) => Tensor, 0, [x as Tensor], weights as Tensor),
      );
    }),
    { numRuns: 40, seed: 6 },
  );
});

function outputShape(
  height: number,
  width: number,
  filterHeight: number,
  filterWidth: number,
  [strideHeight, strideWidth]: [number, number],
  pad: "same" | "valid",
): [number, number] {
  const lost = (filter: number) => (pad === "same" ? 0 : filter - 1);
  return [
    Math.ceil((height - lost(filterHeight)) / strideHeight),
    Math.ceil((width - lost(filterWidth)) / strideWidth),
  ];
}
