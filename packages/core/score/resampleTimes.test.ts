import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { expect, test } from "vitest";
import { medianDistribution } from "./medianDistribution.ts";
import { resampleTable, resampleTimes } from "./resampleTimes.ts";
import type { StudyTimes } from "./studyTimes.ts";

/** A table of which cell c has the times 100 c + 1, 100 c + 2, … */
const studyTable = (submissions: number, workloads: number, counts: (cell: number) => number): StudyTimes => {
  const cells = submissions * workloads;
  const stride = 4;
  const sorted = new Float64Array(cells * stride).fill(Number.POSITIVE_INFINITY);
  for (let cell = 0; cell < cells; cell++) {
    for (let study = 0; study < counts(cell); study++) sorted[cell * stride + study] = 100 * cell + study + 1;
  }
  return {
    submissions: Array.from({ length: submissions }, (_, s) => `s${s}`),
    workloads: Array.from({ length: workloads }, (_, w) => `w${w}`),
    stride,
    counts: Int32Array.from({ length: cells }, (_, cell) => counts(cell)),
    sorted,
  };
};
const draw = (studies: StudyTimes, number: number): Float64Array => {
  const out = new Float64Array(studies.counts.length);
  resampleTimes(resampleTable(studies), deriveKey(keyFromSeed(5), number), out);
  return out;
};

test("every cell's median is drawn as often as its distribution says, whatever the number of its studies", () => {
  const counts = (cell: number) => [3, 4, 2, 1][cell % 4] as number;
  const studies = studyTable(2, 12, counts);
  const table = resampleTable(studies);
  const out = new Float64Array(24);
  const drawn = Array.from({ length: 24 }, () => new Map<number, number>());
  const resamples = 3000;
  for (let number = 0; number < resamples; number++) {
    resampleTimes(table, deriveKey(keyFromSeed(1), number), out);
    for (const [cell, time] of out.entries()) {
      const own = drawn[cell] as Map<number, number>;
      own.set(time, (own.get(time) ?? 0) + 1 / resamples);
    }
  }
  for (const [cell, shares] of drawn.entries()) {
    const expected = new Map<number, number>();
    for (const { low, high, probability } of medianDistribution(counts(cell))) {
      const median = 100 * cell + 1 + (low + high) / 2;
      expected.set(median, (expected.get(median) ?? 0) + probability);
    }
    for (const [median, share] of shares) {
      expect(Math.abs(share - (expected.get(median) ?? Number.NaN)), `cell ${cell}`).toBeLessThan(0.04);
    }
    expect([...shares.keys()].sort()).toEqual(
      [...expected.keys()].filter((key) => (expected.get(key) ?? 0) > 0.01).sort(),
    );
  }
});

test("cells are drawn apart from each other, also those of one block of random bits", () => {
  const studies = studyTable(2, 7, () => 2);
  const same = Array.from({ length: 14 }, () => Array.from({ length: 14 }, () => 0));
  for (let number = 0; number < 600; number++) {
    const out = draw(studies, number);
    const outcomes = Array.from(out, (time, cell) => time - 100 * cell);
    for (let a = 0; a < 14; a++) {
      for (let b = a + 1; b < 14; b++)
        if (outcomes[a] === outcomes[b]) (same[a] as number[])[b] = ((same[a] as number[])[b] as number) + 1;
    }
  }
  // Outcomes 1, 1.5 and 2 with ¼, ½, ¼: alike in 37.5 %.
  for (let a = 0; a < 14; a++) {
    for (let b = a + 1; b < 14; b++) {
      expect((same[a]?.[b] ?? 0) / 600, `${a} ${b}`).toBeGreaterThan(0.28);
      expect((same[a]?.[b] ?? 0) / 600, `${a} ${b}`).toBeLessThan(0.47);
    }
  }
});

test("a cell without studies has not reached, and missed studies are drawn like others", () => {
  const studies = studyTable(1, 2, (cell) => (cell === 0 ? 0 : 3));
  studies.sorted.fill(Number.POSITIVE_INFINITY, 5);
  const drawn = Array.from({ length: 50 }, (_, number) => [...draw(studies, number)]);
  expect(new Set(drawn.map(([empty]) => empty))).toEqual(new Set([Number.POSITIVE_INFINITY]));
  expect(new Set(drawn.map(([, own]) => own))).toEqual(new Set([101, Number.POSITIVE_INFINITY]));
});

test("the same key draws the same, and who joins leaves the draws of all others as they were", () => {
  const [before, after] = [
    draw(
      studyTable(2, 3, () => 3),
      9,
    ),
    draw(
      studyTable(3, 3, () => 3),
      9,
    ),
  ];
  expect(
    draw(
      studyTable(2, 3, () => 3),
      9,
    ),
  ).toEqual(before);
  const study = (time: number | undefined) => (time ?? 0) % 100;
  for (let w = 0; w < 3; w++) {
    for (let s = 0; s < 2; s++) expect(study(after[3 * w + s])).toBe(study(before[2 * w + s]));
  }
});
