import { expect, test } from "vitest";
import { unknownLabel } from "../tasks/labelledGraphs.ts";
import { averagePrecision, meanAveragePrecision } from "./meanAveragePrecision.ts";

const precision = (scores: readonly number[], positive: readonly number[]) =>
  averagePrecision(Float32Array.from(scores), Uint8Array.from(positive));

test("averages the precision at every positive", () => {
  // scikit-learn's documentation of average_precision_score: 0.83.
  expect(precision([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])).toBeCloseTo((1 + 2 / 3) / 2, 12);
  expect(precision([3, 2, 1], [1, 1, 0])).toBe(1);
  // Positives at ranks 2 and 4 of 5.
  expect(precision([9, 8, 7, 6, 5], [0, 1, 0, 1, 0])).toBeCloseTo((1 / 2 + 2 / 4) / 2, 12);
});

test("gives equal scores one threshold, so that their order does not matter", () => {
  // All alike: one threshold, at which precision is the share of positives.
  expect(precision([1, 1, 1, 1], [1, 0, 0, 0])).toBe(0.25);
  expect(precision([1, 1, 1, 1], [0, 0, 0, 1])).toBe(0.25);
  // 2 alone on top, then three of equal score with two positives: 1/3 · 1 + 2/3 · 3/4.
  expect(precision([2, 1, 1, 1, 0], [1, 0, 1, 1, 0])).toBeCloseTo(1 / 3 + (2 / 3) * (3 / 4), 12);
});

test("is no number where a score is none, unless nobody knows that label", () => {
  for (const none of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(precision([none, 1, 0], [1, 0, 0])).toBeNaN();
    expect(precision([2, none, 0], [1, 0, 0])).toBeNaN();
    const scores = Float32Array.of(3, none, 2, 1);
    expect(meanAveragePrecision(scores, Uint8Array.of(1, 0, 0, 0), 1)).toBeNaN();
    expect(meanAveragePrecision(scores, Uint8Array.of(1, unknownLabel, 0, 0), 1)).toBe(1);
  }
});

test("is undefined without a positive or without a negative, and such labels do not count", () => {
  expect(precision([1, 2], [0, 0])).toBe(null);
  expect(precision([1, 2], [1, 1])).toBe(null);
  // Labels in columns: the first is ranked perfectly, the second the wrong way round, the third has no positive.
  const scores = Float32Array.of(2, 1, 5, 1, 2, 5);
  expect(meanAveragePrecision(scores, Uint8Array.of(1, 1, 0, 0, 0, 0), 3)).toBe((1 + 1 / 2) / 2);
  expect(meanAveragePrecision(scores, Uint8Array.of(0, 0, 0, 0, 0, 0), 3)).toBe(null);
});

test("leaves out examples whose label is unknown", () => {
  const scores = Float32Array.of(3, 9, 2, 1);
  expect(meanAveragePrecision(scores, Uint8Array.of(1, unknownLabel, 0, 0), 1)).toBe(1);
  expect(meanAveragePrecision(scores, Uint8Array.of(1, unknownLabel, unknownLabel, unknownLabel), 1)).toBe(
    null,
  );
});
