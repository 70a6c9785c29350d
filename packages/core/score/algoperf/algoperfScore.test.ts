import { expect, test } from "vitest";
import { algoperfScore } from "./algoperfScore.ts";
import type { AlgoperfTrial } from "./algoperfTrial.ts";
import fixture from "./algoperfV05.fixture.json" with { type: "json" };

const trials: AlgoperfTrial[] = Object.entries(fixture.studies).flatMap(([submission, workloads]) =>
  Object.entries(workloads).flatMap(([workload, studies]) =>
    Object.entries(studies as Record<string, number[][]>).flatMap(([study, reached]): AlgoperfTrial[] => {
      const place = { submission, workload, study: Number(study) };
      if (reached.length === 0) return [{ ...place, trial: 1, reached: null }];
      return reached.map(([trial = 0, evaluation = 0, seconds = 0]) => ({
        ...place,
        trial,
        reached: { evaluation, seconds, step: null },
      }));
    }),
  ),
);
const { workloads } = fixture;

test("trapezoid integration gives AlgoPerf's 11 published scores to 1e-9", () => {
  const { scores } = algoperfScore({ workloads, trials, integration: "trapezoid", resamples: 0 });
  expect(Object.keys(scores).sort()).toEqual(Object.keys(fixture.published).sort());
  for (const [submission, score] of Object.entries(fixture.published)) {
    expect(Math.abs((scores[submission] ?? Number.NaN) - score), submission).toBeLessThan(1e-9);
  }
});

test("exact integration gives the clean rule's scores", () => {
  const { scores } = algoperfScore({ workloads, trials, integration: "exact", resamples: 0 });
  for (const [submission, score] of Object.entries(fixture.exact)) {
    expect(scores[submission], submission).toBeCloseTo(score, 4);
  }
});

test("rows come with intervals that hold their scores", () => {
  const { rows } = algoperfScore({ workloads, trials, integration: "exact" });
  expect(rows.map(({ submission }) => submission).slice(0, 2)).toEqual([
    "shampoo_submission",
    "schedule_free_adamw",
  ]);
  for (const row of rows) {
    const [low, high] = row.scoreInterval ?? [Number.NaN, Number.NaN];
    expect(low).toBeLessThanOrEqual(row.score);
    expect(high).toBeGreaterThanOrEqual(row.score);
  }
});

test("a missing workload is not reached, and a study without a log is not counted", () => {
  const { timeToTarget } = algoperfScore({ workloads, trials, integration: "exact", resamples: 0 });
  expect(timeToTarget.schedule_free_prodigy?.wmt).toBeNull();
  expect(timeToTarget.lawa_ema?.criteo1tb).toBeGreaterThan(0);
});
