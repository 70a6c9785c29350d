import fc from "fast-check";
import { expect, test } from "vitest";
import { ranks } from "./ranks.ts";

const ranksOf = (scores: readonly number[], sorted?: Float64Array): number[] => {
  const out = new Int32Array(scores.length);
  if (sorted === undefined) ranks(Float64Array.from(scores), out);
  else ranks(Float64Array.from(scores), out, sorted);
  return [...out];
};

test("the highest score is first, equal ones share the better rank, and the next is as much later", () => {
  expect(ranksOf([0.2, 1, 0.5, 0.5, 0])).toEqual([4, 1, 2, 2, 5]);
  expect(ranksOf([0, 0])).toEqual([1, 1]);
  expect(ranksOf([1, 1, 0.999])).toEqual([1, 1, 3]);
  expect(ranksOf([])).toEqual([]);
});

test("a rank is one more than how many score higher, however near", () => {
  const score = fc.oneof(
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom(0, 1, 0.5, 0.5 + 2 ** -53, 1 / 1024, 1 / 1024 - 2 ** -60, 1023 / 1024),
  );
  fc.assert(
    fc.property(fc.array(score, { maxLength: 40 }), (scores) => {
      const wanted = scores.map((one) => 1 + scores.filter((other) => other > one).length);
      expect(ranksOf(scores)).toEqual(wanted);
      expect(ranksOf(scores, new Float64Array(scores.length).fill(0.3))).toEqual(wanted);
    }),
    { numRuns: 300 },
  );
});
