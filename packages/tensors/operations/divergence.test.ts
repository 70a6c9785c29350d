import { grad, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openBackend } from "../backend/openBackend.ts";
import { type SmallCase, smallCases } from "./testing/smallCases.ts";

/** The first argument's numbers, the first of them broken; the other arguments are 0.5. */
function brokenInputs({ shapes }: SmallCase, broken: number): Tensor[] {
  return shapes.map((shape, argument) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const numbers = Float32Array.from({ length: size }, (_, at) => Math.sin(at) * (argument === 0 ? 1 : 0.5));
    if (argument === 0) numbers[0] = broken;
    return tensor(numbers, [...shape]);
  });
}

test.each(smallCases)(
  "$name: NaN comes out as NaN, in the result and the gradient, on wasm as on cpu",
  async (each) => {
    for (const backend of ["wasm", "cpu"] as const) {
      await openBackend(backend);
      const [value, slopes] = tidy(() => {
        const [x, ...rest] = brokenInputs(each, Number.NaN) as [Tensor, ...Tensor[]];
        const run = (first: Tensor) => each.run(first, ...rest);
        return [run(x).dataSync(), grad(run)(x).dataSync()] as const;
      });
      expect(value.some(Number.isNaN)).toBe(true);
      // A sum and a rotation have the same slopes everywhere.
      if (!["addBias", "rotaryEmbedding"].includes(each.name)) expect(slopes.some(Number.isNaN)).toBe(true);
    }
  },
);
