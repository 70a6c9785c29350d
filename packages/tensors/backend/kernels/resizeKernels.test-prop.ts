import { grads, image, sum, type Tensor, type Tensor4D, tensor4d, tidy } from "@tensorflow/tfjs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareWithCpu, randomTensor } from "../compareWithCpu.ts";
import { openBackend } from "../openBackend.ts";

const sizes = fc.record({
  images: fc.integer({ min: 1, max: 2 }),
  height: fc.integer({ min: 1, max: 7 }),
  width: fc.integer({ min: 1, max: 7 }),
  newHeight: fc.integer({ min: 1, max: 12 }),
  newWidth: fc.integer({ min: 1, max: 12 }),
  channels: fc.integer({ min: 1, max: 9 }),
  seed: fc.nat(1000),
});
const ways = fc.constantFrom<[alignCorners: boolean, halfPixelCenters: boolean]>(
  [false, false],
  [true, false],
  [false, true],
);
const resizes = { bilinear: image.resizeBilinear, nearest: image.resizeNearestNeighbor };
const names = ["bilinear", "nearest"] as const;

test.each(names)("%s resizing equals that of cpu", async (name) => {
  await fc.assert(
    fc.asyncProperty(sizes, ways, async (at, way) => {
      await compareWithCpu([randomTensor([at.images, at.height, at.width, at.channels], at.seed)], (x) =>
        resizes[name](x as Tensor4D, [at.newHeight, at.newWidth], ...way),
      );
    }),
    { numRuns: 40, seed: 1 },
  );
});

/**
 * The gradients of tfjs's cpu leave half-pixel centres out, mix up height and width (bilinear) and images of a batch (nearest):
 * the definition of an adjoint is the reference, ⟨Ax, y⟩ = ⟨x, Aᵀy⟩.
 */
test.each(names)("the gradient of %s resizing is its adjoint", async (name) => {
  await openBackend("wasm");
  fc.assert(
    fc.property(sizes, ways, (at, way) => {
      tidy(() => {
        const make = (height: number, width: number, seed: number) => {
          const shape: [number, number, number, number] = [at.images, height, width, at.channels];
          return tensor4d(randomTensor(shape, seed).values as Float32Array, shape);
        };
        const [x, y] = [make(at.height, at.width, at.seed), make(at.newHeight, at.newWidth, at.seed + 1)];
        const run = (input: Tensor) => resizes[name](input as Tensor4D, [at.newHeight, at.newWidth], ...way);
        const back = grads(run as (...inputs: Tensor[]) => Tensor)([x], y)[0] as Tensor;
        const there = sum(run(x).mul(y)).dataSync()[0] as number;
        const scale = 1 + Math.sqrt(y.size);
        expect(Math.abs((sum(x.mul(back)).dataSync()[0] as number) - there) / scale).toBeLessThan(1e-5);
      });
    }),
    { numRuns: 60, seed: 2 },
  );
});

test.each(names)(
  "for one square image without half-pixel centres the gradient of %s resizing equals that of cpu",
  async (name) => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.boolean(), async (at, alignCorners) => {
        // Whole factors: others are rounded to another pixel here and there by tfjs's gradient than by its forward kernel.
        const size: [number, number] = [3 * at.height, 3 * at.height];
        await compareWithCpu(
          [
            randomTensor([1, at.height, at.height, at.channels], at.seed),
            randomTensor([1, ...size, at.channels], at.seed + 1),
          ],
          (x, dy) => {
            const align = alignCorners && name === "bilinear";
            const run = (input: Tensor) => resizes[name](input as Tensor4D, size, align, false);
            const gradient = grads(run as (...inputs: Tensor[]) => Tensor);
            return tidy(() => gradient([x as Tensor], dy as Tensor)[0] as Tensor);
          },
        );
      }),
      { numRuns: 40, seed: 3 },
    );
  },
);
