import { expect, test } from "vitest";
import { pairedComparison } from "./pairedComparison.ts";

test("a submission that is twice as fast with every seed is faster for certain", () => {
  const pairs = [3, 5, 8, 13, 21, 34].map((other) => ({ one: other / 2, other }));
  expect(pairedComparison(pairs)).toEqual({
    ...{ pairs: 6, faster: 6, slower: 0, ratio: expect.closeTo(2, 12) },
    ratioInterval: [expect.closeTo(2, 12), expect.closeTo(2, 12)],
    // 2 · 2⁻⁶
    pValue: 1 / 32,
  });
});

test("swapping the two turns everything round", () => {
  const pairs = [
    { one: 2, other: 3 },
    { one: 4, other: 3 },
    { one: 2, other: 5 },
  ];
  const there = pairedComparison(pairs);
  const back = pairedComparison(pairs.map(({ one, other }) => ({ one: other, other: one })));
  expect([back.faster, back.slower]).toEqual([there.slower, there.faster]);
  expect(back.ratio).toBeCloseTo(1 / (there.ratio ?? 0), 12);
  expect(back.pValue).toBe(there.pValue);
});

test("who misses a target that the other reaches is slower, but has no ratio; two misses are a tie", () => {
  const never = Number.POSITIVE_INFINITY;
  const found = pairedComparison([
    { one: 2, other: never },
    { one: never, other: never },
    { one: 3, other: 3 },
  ]);
  expect(found).toEqual({ pairs: 3, faster: 1, slower: 0, ratio: 1, ratioInterval: null, pValue: 1 });
  expect(pairedComparison([])).toMatchObject({ pairs: 0, ratio: null, pValue: 1 });
});

test("five of six is not much: p as the binomial says", () => {
  const pairs = [1, 1, 1, 1, 1, 3].map((one) => ({ one, other: 2 }));
  // 2 · (1 + 6) / 64
  expect(pairedComparison(pairs).pValue).toBeCloseTo(14 / 64, 12);
});

test("the interval of the ratio is that of the mean of its logarithms", () => {
  // Ratios e and 1/e by halves: the mean of 100 logarithms moves by 1 / √100.
  const pairs = Array.from({ length: 100 }, (_, i) => ({ one: 1, other: i % 2 === 0 ? Math.E : 1 / Math.E }));
  const { ratio, ratioInterval } = pairedComparison(pairs);
  expect(ratio).toBeCloseTo(1, 12);
  expect(Math.log(ratioInterval?.[0] ?? 0)).toBeCloseTo(-0.196, 1);
  expect(Math.log(ratioInterval?.[1] ?? 0)).toBeCloseTo(0.196, 1);
  expect(pairedComparison(pairs)).toEqual(pairedComparison(pairs));
});

test("a time of nothing has no ratio, and two pairs are enough for an interval", () => {
  expect(
    pairedComparison([
      { one: 0, other: 1 },
      { one: 1, other: 0 },
    ]),
  ).toMatchObject({ ratio: null, faster: 1, slower: 1 });
  const both = pairedComparison([
    { one: 1, other: 2 },
    { one: 1, other: 8 },
  ]);
  expect(both.ratio).toBeCloseTo(4, 12);
  expect(both.ratioInterval).toEqual([expect.closeTo(2, 12), expect.closeTo(8, 12)]);
});
