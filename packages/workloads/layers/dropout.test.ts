import { expect, test } from "vitest";
import { dropoutMask } from "./dropout.ts";

test("zeroes the given share and scales the rest so that the mean is 1", () => {
  const mask = dropoutMask([1, 2], 20_001, 0.25);
  const zeros = mask.filter((value) => value === 0).length;
  expect(zeros / mask.length).toBeCloseTo(0.25, 1.5);
  expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
});

test("is a function of the key, and a longer mask starts with the shorter one", () => {
  expect(dropoutMask([1, 2], 50, 0.5)).toEqual(dropoutMask([1, 2], 60, 0.5).subarray(0, 50));
  expect(dropoutMask([1, 2], 50, 0.5)).not.toEqual(dropoutMask([1, 3], 50, 0.5));
});
