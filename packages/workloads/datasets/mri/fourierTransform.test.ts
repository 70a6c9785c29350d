import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { expect, test } from "vitest";
import { fourierTransform } from "./fourierTransform.ts";

test.each([1, 2, 3, 8, 12, 15, 31, 64])("of %i numbers it is the sum of the definition", (length) => {
  const real = Float64Array.from(normal(keyFromSeed(1), length));
  const imaginary = Float64Array.from(normal(keyFromSeed(2), length));
  for (const inverse of [false, true]) {
    const foundReal = real.slice();
    const foundImaginary = imaginary.slice();
    fourierTransform(length)(foundReal, foundImaginary, inverse);
    for (let k = 0; k < length; k++) {
      let sumReal = 0;
      let sumImaginary = 0;
      for (let j = 0; j < length; j++) {
        const angle = ((inverse ? 2 : -2) * Math.PI * j * k) / length;
        const [a, b] = [real[j] as number, imaginary[j] as number];
        sumReal += a * Math.cos(angle) - b * Math.sin(angle);
        sumImaginary += a * Math.sin(angle) + b * Math.cos(angle);
      }
      // The roots of unity are float32.
      expect(foundReal[k]).toBeCloseTo(sumReal, 5);
      expect(foundImaginary[k]).toBeCloseTo(sumImaginary, 5);
    }
  }
});
