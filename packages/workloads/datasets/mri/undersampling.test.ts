import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { expect, test } from "vitest";
import { centredFourier } from "./centredFourier.ts";
import { fromMagnitude } from "./complexImage.ts";
import { imageCodeValues, toImageCodes } from "./imageCodes.ts";
import { normalizeExample } from "./normalizeExample.ts";
import { samplingMask } from "./samplingMask.ts";
import { zeroFilled } from "./zeroFilled.ts";

const rows = 10;
const columns = 12;
const image = fromMagnitude(uniform(keyFromSeed(1), rows * columns), rows, columns);
const all = new Uint8Array(columns).fill(1);

test("k-space of a constant image is one number, in the middle", () => {
  const { real, imaginary } = centredFourier(fromMagnitude(new Array(30).fill(2), 5, 6), { inverse: false });
  const middle = 2 * 6 + 3;
  real.forEach((value, at) => {
    expect(value).toBeCloseTo(at === middle ? 2 * Math.sqrt(30) : 0, 5);
    expect(imaginary[at]).toBeCloseTo(0, 5);
  });
});

test("the transform keeps the length of a vector", () => {
  const { real, imaginary } = centredFourier(image, { inverse: false });
  const squares = (values: Float64Array) => values.reduce((sum, value) => sum + value * value, 0);
  expect(squares(real) + squares(imaginary)).toBeCloseTo(squares(image.real), 4);
});

test("k-space that is measured as a whole gives the image back, or its middle", () => {
  const kSpace = centredFourier(image, { inverse: false });
  const whole = zeroFilled(kSpace, all);
  whole.values.forEach((value, at) => {
    expect(value).toBeCloseTo(image.real[at] as number, 5);
  });
  const middle = zeroFilled(kSpace, all, { rows: 4, columns: 6 });
  middle.values.forEach((value, at) => {
    const from = (3 + Math.floor(at / 6)) * columns + 3 + (at % 6);
    expect(value).toBeCloseTo(image.real[from] as number, 5);
  });
});

test("columns that are not measured have no part in the reconstruction", () => {
  const kSpace = centredFourier(image, { inverse: false });
  const mask = all.with(2, 0).with(9, 0);
  const damaged = kSpace.real.map((value, at) => (at % columns === 2 || at % columns === 9 ? 1e3 : value));
  expect(zeroFilled({ ...kSpace, real: damaged }, mask)).toEqual(zeroFilled(kSpace, mask));
});

test("a mask measures the middle always, and a quarter of the columns on average", () => {
  const draws = Array.from({ length: 400 }, (_, at) => samplingMask(64, deriveKey(keyFromSeed(2), at)));
  let measured = 0;
  for (const mask of draws) {
    // 8 % of 64, cut: 5 columns from ⌊60 / 2⌋ on.
    expect([...mask.subarray(30, 35)]).toEqual([1, 1, 1, 1, 1]);
    measured += mask.reduce((sum, value) => sum + value, 0);
  }
  expect(measured / draws.length).toBeGreaterThan(15.5);
  expect(measured / draws.length).toBeLessThan(16.5);
});

test("both images are normalized by the reconstruction's mean and deviation, and cut at 6", () => {
  const { input, target, mean, deviation } = normalizeExample(
    Float64Array.of(1, 3, 1, 3),
    Float64Array.of(2, 4, 0, 100),
  );
  expect([mean, deviation]).toEqual([2, 1]);
  expect([...input]).toEqual([-1, 1, -1, 1]);
  expect([...target]).toEqual([0, 2, -2, 6]);
});

test("codes keep normalized values to a ten-thousandth", () => {
  const values = Float64Array.of(-6, -1.23456, 0, 2.5, 6);
  toImageCodes(values).forEach((code, at) => {
    expect(Math.abs((imageCodeValues[code] as number) - (values[at] as number))).toBeLessThan(1e-4);
  });
});
