import { keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { expect, test } from "vitest";
import { intervalCoverage } from "./intervalCoverage.ts";

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
