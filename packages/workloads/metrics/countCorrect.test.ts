import { expect, test } from "vitest";
import { countCorrect } from "./countCorrect.ts";

test("counts rows whose highest logit is the label's", () => {
  expect(countCorrect(Float32Array.of(1, 2, 5, 0, 3, 9), Uint8Array.of(1, 0, 0), 2)).toBe(2);
});

test("counts a row with a number that is not finite as wrong", () => {
  expect(
    countCorrect(Float32Array.of(Number.NaN, 2, 1, Number.POSITIVE_INFINITY), Uint8Array.of(1, 1), 2),
  ).toBe(0);
});
