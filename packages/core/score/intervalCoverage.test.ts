import { keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { expect, test } from "vitest";
import { intervalCoverage } from "./intervalCoverage.ts";

test("boards of all seeds are the truth itself, and boards of one study each have no intervals to hold it", () => {
  const times = [
    [1, 2, 3],
    [2, 5, Number.POSITIVE_INFINITY],
  ];
  expect(intervalCoverage(times, { studies: 3, boards: 2 })).toEqual({ score: 1, rank: 1, boards: 2 });
  expect(intervalCoverage(times, { studies: 1, boards: 2 })).toEqual({ score: 0, rank: 0, boards: 2 });
});

test("boards are other draws of the same seeds, none of them twice, and another seed's are others", () => {
  // The truth's median of the second lies between its two kinds of seeds: boards of three have one or the other.
  const times = [
    Array.from({ length: 40 }, () => 10),
    Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 11 : 30)),
  ];
  const of = (seed: number) => intervalCoverage(times, { boards: 12, seed });
  expect(of(1)).toEqual(of(1));
  expect(new Set([1, 2, 3, 4, 5].map((seed) => of(seed).score)).size).toBeGreaterThan(1);
  // Three of the one kind hold nothing between: one board in four.
  const share = 2 * of(1).score - 1;
  expect(share).toBeGreaterThan(0.4);
  expect(share).toBeLessThan(1);
  // Beyond r_max both kinds have no score: they cannot be told apart.
  expect(intervalCoverage(times, { boards: 12, rMax: 1.05 }).score).toBe(1);
});

test("submissions whose seeds all agree are always covered", () => {
  const same = [10, 12, 20].map((time) => Array.from({ length: 9 }, () => time));
  expect(intervalCoverage(same, { boards: 20 })).toEqual({ score: 1, rank: 1, boards: 20 });
});

test("three studies cover what three independent values can, not 95 %, and nine cover more", () => {
  // One stands still far ahead, so that the other's score falls with its own median alone: three values hold a median between them in three draws of four.
  const draws = Array.from(uniform(keyFromSeed(3), 301), (u) => 20 + 10 * u);
  const times = [Array.from({ length: 301 }, () => 10), draws];
  const { score } = intervalCoverage(times, { boards: 150 });
  const ofSecond = 2 * score - 1;
  expect(ofSecond).toBeGreaterThan(0.64);
  expect(ofSecond).toBeLessThan(0.86);
  expect(intervalCoverage(times, { boards: 150, studies: 9 }).score).toBeGreaterThan(score);
});
