import {
  avgPool,
  depthwiseConv2d,
  engine,
  grads,
  maxPool,
  type Tensor,
  type Tensor4D,
  tensor,
  tensor4d,
  tidy,
} from "@tensorflow/tfjs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareWithCpu, randomTensor } from "../compareWithCpu.ts";
import { openBackend } from "../openBackend.ts";

type Padding = "same" | "valid" | [[number, number], [number, number], [number, number], [number, number]];

const around = (top: number, bottom: number, left: number, right: number): Padding => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];

const windows = fc.record({
  images: fc.integer({ min: 1, max: 3 }),
  height: fc.integer({ min: 1, max: 9 }),
  width: fc.integer({ min: 1, max: 14 }),
  filterHeight: fc.integer({ min: 1, max: 4 }),
  filterWidth: fc.integer({ min: 1, max: 9 }),
  channels: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(16, 23, 36)),
  strides: fc.constantFrom<[number, number]>([1, 1], [2, 2], [1, 2], [3, 1]),
  // A single number is left out: tfjs takes the height's window and stride for the width then.
  pad: fc.constantFrom<Padding>("same", "valid", around(1, 1, 1, 1), around(1, 0, 0, 2)),
  seed: fc.nat(1000),
});

type Windows = typeof windows extends fc.Arbitrary<infer Value> ? Value : never;

const fits = ({ height, width, filterHeight, filterWidth, pad }: Windows): boolean =>
  pad === "same" || (height >= filterHeight && width >= filterWidth);

/** Padding wider than the window makes windows of nothing but padding, where tfjs's backends differ. */
const hasNoEmptyWindow = ({ filterHeight, filterWidth, pad }: Windows): boolean =>
  typeof pad === "string" || (filterHeight > 1 && filterWidth > 2);

/** Images with many equal numbers, so that several of a window are its largest. */
function coarse(shape: number[], seed: number) {
  const image = randomTensor(shape, seed);
  return {
    ...image,
    values: Float32Array.from(image.values as Float32Array, (value) => Math.round(value * 2)),
  };
}

type Shape = [number, number, number, number];
type Run = (...tensors: Tensor[]) => Tensor;

const gradientOf =
  (run: Run, which: number): Run =>
  (...tensors) =>
    tidy(() => grads((...inputs) => run(...inputs).square())(tensors)[which] as Tensor);

test("max pools and their gradients equal those of cpu, with ties, overlaps and padding", async () => {
  await fc.assert(
    fc.asyncProperty(windows.filter(fits).filter(hasNoEmptyWindow), async (at) => {
      const x = coarse([at.images, at.height, at.width, at.channels], at.seed);
      const run = (input: Tensor) =>
        maxPool(input as Tensor4D, [at.filterHeight, at.filterWidth], at.strides, at.pad);
      await compareWithCpu([x], run as Run);
      await compareWithCpu([x], gradientOf(run as Run, 0));
    }),
    { numRuns: 60, seed: 1 },
  );
});

test("average pools equal those of cpu, and so do their gradients where nothing is padded", async () => {
  await fc.assert(
    fc.asyncProperty(windows.filter(fits).filter(hasNoEmptyWindow), async (at) => {
      const x = randomTensor([at.images, at.height, at.width, at.channels], at.seed);
      const run = (input: Tensor) =>
        avgPool(input as Tensor4D, [at.filterHeight, at.filterWidth], at.strides, at.pad);
      await compareWithCpu([x], run as Run);
      if (at.pad === "valid") await compareWithCpu([x], gradientOf(run as Run, 0));
    }),
    { numRuns: 60, seed: 2 },
  );
});

test("depthwise convolutions of any stride, padding, dilation and multiplier equal those of cpu", async () => {
  await fc.assert(
    fc.asyncProperty(
      windows.filter(fits),
      fc.integer({ min: 1, max: 3 }),
      fc.constantFrom<[number, number]>([1, 1], [2, 1], [1, 3]),
      async (at, multiplier, dilations) => {
        const dilated = dilations[0] * dilations[1] > 1;
        const spread = {
          ...at,
          height: at.height + dilations[0] * at.filterHeight,
          width: at.width + dilations[1] * at.filterWidth,
        };
        const strides = dilated ? 1 : ([at.strides[0], at.strides[0]] as [number, number]);
        const inputs = [
          randomTensor([spread.images, spread.height, spread.width, spread.channels], at.seed),
          randomTensor([at.filterHeight, at.filterWidth, at.channels, multiplier], at.seed + 1),
        ];
        await compareWithCpu(inputs, (x, filter) =>
          depthwiseConv2d(x as Tensor4D, filter as Tensor4D, strides, at.pad, "NHWC", dilations),
        );
      },
    ),
    { numRuns: 60, seed: 3 },
  );
});

test.each([0, 1])(
  "depthwise gradient %i equals that of cpu, images narrower than the filter too",
  async (which) => {
    await fc.assert(
      fc.asyncProperty(windows.filter(fits), fc.integer({ min: 1, max: 3 }), async (at, multiplier) => {
        const inputs = [
          randomTensor([at.images, at.height, at.width, at.channels], at.seed),
          randomTensor([at.filterHeight, at.filterWidth, at.channels, multiplier], at.seed + 1),
        ];
        const run = (x: Tensor, filter: Tensor) =>
          depthwiseConv2d(x as Tensor4D, filter as Tensor4D, at.strides[0], at.pad);
        await compareWithCpu(inputs, gradientOf(run as Run, which), 3e-4);
      }),
      { numRuns: 60, seed: 4 },
    );
  },
);

/** tfjs's gradient of a depthwise convolution refuses dilation, its kernels do not: the slope is checked by differences. */
test("depthwise gradients with dilation are the slopes by central differences", async () => {
  await openBackend("wasm");

  const shapes: Record<"x" | "filter" | "dy", Shape> = {
    x: [2, 6, 9, 3],
    filter: [2, 3, 3, 2],
    dy: [2, 5, 5, 6],
  };
  const values = Object.fromEntries(
    Object.entries(shapes).map(([name, shape], i) => [name, randomTensor(shape, i).values as Float32Array]),
  ) as Record<keyof typeof shapes, Float32Array>;
  const attributes = { strides: [1, 1], dilations: [1, 2], pad: "valid", dimRoundingMode: null };
  const make = (name: keyof typeof shapes) => tensor4d(values[name], shapes[name]);
  const kernel = (name: string, inputs: Record<string, Tensor>, more: object) =>
    (engine().runKernel(name, inputs, { ...attributes, ...more } as never) as Tensor).dataSync();
  const gradients = tidy(() => ({
    x: kernel(
      "DepthwiseConv2dNativeBackpropInput",
      { dy: make("dy"), filter: make("filter") },
      { inputShape: shapes.x },
    ),
    filter: kernel(
      "DepthwiseConv2dNativeBackpropFilter",
      { x: make("x"), dy: make("dy") },
      { filterShape: shapes.filter },
    ),
  }));
  const loss = () =>
    tidy(
      () =>
        depthwiseConv2d(make("x"), make("filter"), 1, "valid", "NHWC", [1, 2])
          .mul(make("dy"))
          .sum()
          .dataSync()[0] as number,
    );
  for (const name of ["x", "filter"] as const) {
    for (let i = 0; i < values[name].length; i += 7) {
      const at = values[name][i] as number;
      values[name][i] = at + 0.5;
      const above = loss();
      values[name][i] = at - 0.5;
      const slope = above - loss();
      values[name][i] = at;
      expect(gradients[name][i]).toBeCloseTo(slope, 3);
    }
  }
});

test("the build without fused multiply-add computes the same, to rounding", async () => {
  const x = randomTensor([2, 7, 12, 6], 1);
  const filter = randomTensor([3, 3, 6, 2], 2);
  const values = async (featureLevel?: "simd") => {
    await openBackend("wasm", featureLevel === undefined ? {} : { featureLevel });
    return tidy(() => {
      const inputs = [x, filter].map(
        (each) => tensor(each.values as Float32Array, [...each.shape] as Shape) as Tensor4D,
      );
      const run = (image: Tensor, weights: Tensor) =>
        depthwiseConv2d(maxPool(image as Tensor4D, 2, 1, "same"), weights as Tensor4D, 1, "same");
      return grads(run as Run)(inputs).map((gradient) => gradient.dataSync());
    });
  };
  const fused = await values();
  const plain = await values("simd");
  await openBackend("wasm");
  for (const [i, gradient] of plain.entries()) {
    for (const [at, value] of gradient.entries()) expect(value).toBeCloseTo(fused[i]?.[at] as number, 3);
  }
});
