import { expect, test } from "vitest";
import { rankSumTest } from "./rankSumTest.ts";

const never = Number.POSITIVE_INFINITY;
const apart = { one: [1, 2, 3], other: [4, 5, 6] };

test("three studies against three cannot show more than one in ten", () => {
  // Two of the 20 ways to choose three of six are as uneven.
  expect(rankSumTest([apart])).toBeCloseTo(2 / 20, 12);
  expect(rankSumTest([{ one: apart.other, other: apart.one }])).toBeCloseTo(2 / 20, 12);
});

test("the same in three workloads shows as much as can be shown there, and in opposite directions nothing", () => {
  expect(rankSumTest([apart, apart, apart])).toBeCloseTo(2 / 20 ** 3, 15);
  expect(rankSumTest([apart, { one: apart.other, other: apart.one }])).toBe(1);
});

test("ties share their mean rank", () => {
  // Ranks 1, 2.5, 2.5, 4: sums 3.5, 3.5, 5, 5, 6.5, 6.5, of which four lie as far from 5.
  expect(rankSumTest([{ one: [1, 2], other: [2, 3] }])).toBeCloseTo(4 / 6, 12);
});

test("missed targets are tied with each other and behind every time", () => {
  expect(rankSumTest([{ one: [never, never], other: [never, never] }])).toBe(1);
  expect(rankSumTest([{ one: [1, 2, never], other: [never, never, never] }])).toBeCloseTo(8 / 20, 12);
});

test("without studies there is nothing to test", () => {
  expect(rankSumTest([])).toBeNull();
  expect(rankSumTest([{ one: [], other: [1, 2] }])).toBeNull();
});

test("many studies are tested by the normal distribution", () => {
  const one = Array.from({ length: 40 }, (_, i) => i);
  const other = one.map((time) => time + 8.5);
  // U = 496 of 1,600: z = (304 − 0.5) / √(1600 · 81 / 12) = 2.9204, two-sided 0.003496.
  expect(rankSumTest([{ one, other }])).toBeCloseTo(0.003496, 5);
  expect(rankSumTest([{ one, other: one }])).toBeCloseTo(1, 6);
  const same = one.map(() => 1);
  expect(rankSumTest([{ one: same, other: same }])).toBe(1);
});
