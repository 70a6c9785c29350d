import { expect, test } from "vitest";
import { featureValues } from "../../../audio/featureBytes.ts";
import { bandStatistics, quantize } from "./quantize.ts";

test("bytes stand for standardized features to 1/64 of a deviation, cut at four", () => {
  // Band 0: 1, 3, 5, 7 (mean 4, deviation √5); band 1: 0, 0, 0, 8 (mean 2, deviation √12).
  const utterances = [Float64Array.of(1, 0, 3, 0), Float64Array.of(5, 0, 7, 8)];
  const statistics = bandStatistics(utterances, 2);
  const found = Array.from(quantize(utterances, statistics), (byte) => featureValues[byte] as number);
  const expected = [-3, -2, -1, -2, 1, -2, 3, 6].map((value, at) => value / Math.sqrt(at % 2 ? 12 : 5));
  for (const [at, value] of found.entries())
    expect(Math.abs(value - (expected[at] as number))).toBeLessThan(1 / 63);
  const extremes = quantize([Float64Array.of(400, -400)], statistics);
  expect([...extremes]).toEqual([255, 0]);
});
