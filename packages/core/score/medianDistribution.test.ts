import { expect, test } from "vitest";
import { medianDistribution } from "./medianDistribution.ts";

/** Every one of the n^n resamples, counted. */
function enumerate(n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let resample = 0; resample < n ** n; resample++) {
    const draws = Array.from({ length: n }, (_, i) => Math.floor(resample / n ** i) % n).sort(
      (a, b) => a - b,
    );
    const pair = `${draws[(n - 1) >> 1]},${draws[n >> 1]}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1 / n ** n);
  }
  return counts;
}

test.each([1, 2, 3, 4, 5, 6])("is what enumerating all resamples of %i studies gives", (n) => {
  const expected = enumerate(n);
  const outcomes = medianDistribution(n).filter(({ probability }) => probability > 1e-15);
  expect(outcomes).toHaveLength(expected.size);
  for (const { low, high, probability } of outcomes) {
    expect(probability).toBeCloseTo(expected.get(`${low},${high}`) ?? Number.NaN, 12);
  }
});
