import { normal } from "@steepest/base/random/normal.ts";
import { engine, grads, memory, mul, sum, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openBackend } from "../backend/openBackend.ts";
import { type SmallCase, smallCases } from "./testing/smallCases.ts";
import { valueAndSlopes } from "./testing/valueAndSlopes.ts";

const sizeOf = (shape: readonly number[]) => shape.reduce((size, length) => size * length, 1);
const numbersFor = ({ shapes }: SmallCase) => shapes.map((shape, at) => normal([at, 3], sizeOf(shape)));
const tensorsOf = ({ shapes }: SmallCase, numbers: readonly Float32Array[]) =>
  numbers.map((values, at) => tensor(values, [...(shapes[at] as number[])]));

/** Σ f(x) · weights in double precision, the weights random: what the gradient is of. */
function weightedSum(each: SmallCase, numbers: readonly Float32Array[]): number {
  const values = tidy(() => each.run(...tensorsOf(each, numbers)).dataSync<"float32">());
  const weights = normal([77, 1], values.length);
  return values.reduce((total, value, at) => total + value * (weights[at] as number), 0);
}

test.each(smallCases)("$name: the gradient is the slope by central differences", async (each) => {
  for (const backend of ["wasm", "cpu"] as const) {
    await openBackend(backend);
    const numbers = numbersFor(each);
    const weighted = (...tensors: Tensor[]) => {
      const value = each.run(...tensors);
      return sum(mul(value, tensor(normal([77, 1], value.size), value.shape)));
    };
    const slopes = tidy(() => grads(weighted)(tensorsOf(each, numbers)).map((slope) => slope.dataSync()));
    const step = 2 ** -6;
    for (const [argument, values] of numbers.entries()) {
      for (const [at, middle] of [...values].entries()) {
        const shifted = (by: number) => {
          values[at] = middle + by;
          return weightedSum(each, numbers);
        };
        // Richardson: the error is of the step's fourth power.
        const near = (shifted(step) - shifted(-step)) / (2 * step);
        const far = (shifted(2 * step) - shifted(-2 * step)) / (4 * step);
        values[at] = middle;
        expect(Math.abs((slopes[argument]?.[at] as number) - (4 * near - far) / 3)).toBeLessThan(1e-3);
      }
    }
  }
});

test.each(smallCases)(
  "$name: the build without fused multiply-add agrees with cpu, bit for bit twice",
  async (each) => {
    const run = () => tidy(() => valueAndSlopes(each.run)(...tensorsOf(each, numbersFor(each))).dataSync());
    await openBackend("wasm", { featureLevel: "simd" });
    const [plain, again] = [run(), run()];
    await openBackend("wasm");
    const fused = run();
    await openBackend("cpu");
    const expected = run();
    expect(plain).toEqual(again);
    for (const [at, value] of expected.entries()) {
      expect(plain[at]).toBeCloseTo(value, 4);
      expect(fused[at]).toBeCloseTo(value, 4);
    }
  },
);

test("ten thousand calls with gradients grow neither the wasm heap nor its books", async () => {
  await openBackend("wasm");
  const prepared = smallCases.map((each) => ({ each, tensors: tensorsOf(each, numbersFor(each)) }));
  const round = () => {
    for (const { each, tensors } of prepared) {
      tidy(() => void grads((...inputs) => each.run(...inputs))(tensors));
      tidy(() => void each.run(...tensors));
    }
  };
  const heapOf = () => (engine().backend as unknown as { wasm: { HEAPU8: Uint8Array } }).wasm.HEAPU8.length;
  for (let i = 0; i < 20; i++) round();
  const before = memory();
  const entries = engine().backend.numDataIds();
  const heap = heapOf();
  for (let i = 0; i < 10_000 / (2 * smallCases.length); i++) round();
  expect(memory()).toEqual(before);
  expect(engine().backend.numDataIds()).toBe(entries);
  expect(heapOf()).toBe(heap);
  for (const { tensors } of prepared) for (const each of tensors) each.dispose();
});
