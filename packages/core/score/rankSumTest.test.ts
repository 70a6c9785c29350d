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

test("many studies of several workloads, of uneven number and with ties, too", () => {
  const [one, other] = [
    Array.from({ length: 50 }, (_, i) => i),
    Array.from({ length: 30 }, (_, i) => i + 10),
  ];
  const few = { one: [1, 1, 2], other: [2, 3] };
  // Ranks of few: 1.5, 1.5, 3.5, 3.5, 5; excess −2.5 of one, variance 3 · 2 · Σ(r − 3)² / (5 · 4) = 6 · 9 / 20 = 2.7.
  // Of the many: 10 are below all others, 30 are tied with one each, 10 above.
  const wins = other.reduce((sum, time) => sum + one.filter((own) => own > time).length + 0.5, 0);
  const excess = wins - (50 * 30) / 2 - 2.5;
  const pooled = [...one, ...other].sort((a, b) => a - b);
  const rankOf = (time: number) => (pooled.indexOf(time) + pooled.lastIndexOf(time)) / 2 + 1;
  const squares = pooled.reduce((sum, time) => sum + (rankOf(time) - 40.5) ** 2, 0);
  const variance = (50 * 30 * squares) / (80 * 79) + 2.7;
  // What rank sums in doubled units are corrected by is half a unit here.
  const z = (Math.abs(excess) - 0.5) / Math.sqrt(variance);
  const p = rankSumTest([{ one, other }, few]) ?? 0;
  expect(p).toBeCloseTo(normalTwoSided(z), 6);
  expect(p).toBeGreaterThan(0.01);
  expect(p).toBeLessThan(0.99);
});

/** By the trapezoid rule. */
function normalTwoSided(z: number): number {
  const step = 1e-3;
  let area = 0;
  for (let x = z; x < z + 9; x += step)
    area += (Math.exp((-x * x) / 2) + Math.exp(-((x + step) ** 2) / 2)) / 2;
  return Math.min(1, (2 * area * step) / Math.sqrt(2 * Math.PI));
}

test("thirty against thirty are counted, and one more is as good as counted", () => {
  const [one, other] = [
    Array.from({ length: 30 }, (_, i) => i),
    Array.from({ length: 30 }, (_, i) => i + 5.5),
  ];
  const counted = rankSumTest([{ one, other }]) ?? 0;
  const near = rankSumTest([{ one: [...one, 30], other: [...other, 35.5] }]) ?? 0;
  expect(Math.abs(counted - near)).toBeLessThan(0.02);
  expect(counted).not.toBe(near);
});
