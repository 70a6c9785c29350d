import { expect, test } from "vitest";
import { compareTimes, ratioOf, weightedInterval } from "./compareTimes.ts";

const never = Number.POSITIVE_INFINITY;

test("of independent studies the chance of every pair of medians is exact", () => {
  const compared = compareTimes([1, 2, 3], [2, 3, 4], false);
  // Medians of three draws of three are the values with 7, 13 and 7 of 27.
  expect(compared.probability).toBeCloseTo((7 * 27 + 13 * (20 + 3.5) + 7 * (6.5 + 7)) / 729, 12);
  expect(compared).toMatchObject({ difference: -1, ratio: 1.5 });
  // 1 − 4 has 49 of 729, more than 2.5 %; so has 3 − 2.
  expect(compared.differenceInterval).toEqual([-3, 1]);
  expect(compared.ratioInterval).toEqual([2 / 3, 4]);
});

test("studies with the same seeds are drawn together: what a seed makes hard for both does not count", () => {
  const other = [10, 40, 90];
  const one = [5, 20, 45];
  expect(compareTimes(one, other, true)).toMatchObject({ ratio: 2, ratioInterval: [2, 2], probability: 1 });
  const apart = compareTimes(one, other, false);
  expect(apart.probability).toBeLessThan(1);
  expect(apart.ratioInterval).not.toEqual([2, 2]);
});

test("so are many of them, by draws that are the same every time", () => {
  const other = Array.from({ length: 12 }, (_, i) => i + 1);
  const compared = compareTimes(
    other.map((time) => time / 2),
    other,
    true,
  );
  expect(compared).toMatchObject({ ratio: 2, ratioInterval: [2, 2], probability: expect.closeTo(1, 9) });
  expect(
    compareTimes(
      other.map((time) => time / 2),
      other,
      true,
    ),
  ).toEqual(compared);
  // One's luck is the other's bad luck, so either is as likely to be faster.
  const mirrored = compareTimes(
    other,
    other.map((time) => 13 - time),
    true,
  );
  expect(Math.abs((mirrored.probability as number) - 0.5)).toBeLessThan(0.05);
});

test("a target that one alone reaches is an infinite difference, one that neither reaches a tie", () => {
  expect(compareTimes([1, 2, 3], [never, never, never], false)).toEqual({
    ...{ difference: -never, differenceInterval: [-never, -never] },
    ...{ ratio: null, ratioInterval: null, probability: 1 },
  });
  const neither = compareTimes([never, never, 3], [never, never, never], false);
  expect(neither).toMatchObject({ difference: null, differenceInterval: null, ratio: null });
  // Two or three draws of the 3: 7 of 27. The rest is a tie.
  expect(neither.probability).toBeCloseTo(7 / 27 + 20 / 54, 12);
});

test("one study has no interval, none nothing at all", () => {
  expect(compareTimes([1], [2], false)).toEqual({
    ...{ difference: -1, differenceInterval: null, ratio: 2, ratioInterval: null, probability: 1 },
  });
  expect(compareTimes([], [2], false).probability).toBeNull();
});

test("a time of nothing has no ratio but a difference, and an even number of studies its mean", () => {
  expect(compareTimes([0], [2], false)).toMatchObject({ difference: -2, ratio: null, probability: 1 });
  expect(compareTimes([2], [0], false)).toMatchObject({ difference: 2, ratio: null, probability: 0 });
  expect(compareTimes([1, 3], [2, 6], false)).toMatchObject({ difference: -2, ratio: 2 });
});

test("where one alone reaches it wins by no number, and intervals that are infinite say so", () => {
  expect(compareTimes([never, never, never], [1, 2, 3], false)).toMatchObject({
    ...{ difference: never, differenceInterval: [never, never], ratio: null, probability: 0 },
  });
  const some = compareTimes([1, 2, 3], [4, 5, never], false);
  expect(some).toMatchObject({ difference: -3, ratio: 2.5 });
  expect(some.differenceInterval?.[0]).toBe(-never);
  expect(some.ratioInterval?.[1]).toBe(never);
});

test("ratios of two misses are ties, of one miss without end", () => {
  expect([ratioOf(2, 6), ratioOf(never, never), ratioOf(2, never), ratioOf(never, 2)]).toEqual([
    3,
    1,
    never,
    0,
  ]);
});

test("an interval leaves less than 2.5 % out at either end, and holds what was observed", () => {
  const items = Array.from({ length: 100 }, (_, i) => ({ value: 100 - i, probability: 0.01 }));
  const of = (observed: number) => weightedInterval(items, ({ value }) => value, observed);
  // Two hundredths are less, three are not.
  expect(of(50)).toEqual([3, 98]);
  expect(of(1)).toEqual([1, 98]);
  expect(of(100)).toEqual([3, 100]);
  const even = [1, 2, 3, 4].map((value) => ({
    value,
    probability: value === 1 || value === 4 ? 0.025 : 0.475,
  }));
  expect(weightedInterval(even, ({ value }) => value, 2)).toEqual([1, 4]);
  expect(weightedInterval([], () => 0, 7)).toEqual([7, 7]);
  expect(weightedInterval([{ probability: 0.01 }], () => 3, 5)).toEqual([3, 5]);
});

test("of paired studies that are few every draw is counted", () => {
  // Draws of three pairs: the median pair is one of (1, 9), (2, 2), (9, 1) by both medians together.
  const { probability } = compareTimes([1, 2, 9], [9, 2, 1], true);
  expect(probability).toBeCloseTo(7 / 27 + 13 / 54, 12);
  expect(() => compareTimes([1, 2], [1], true)).toThrow(RangeError);
});
