import { UserError } from "@steepest/base/userError.ts";
import { expect, test } from "vitest";
import { type AlgoperfTrial, algoperfScore } from "./algoperfScore.ts";
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

const of = (submission: string, study: number, seconds: number | null, evaluation = 0): AlgoperfTrial => ({
  ...{ submission, workload: "w", study, trial: 1 },
  reached: { evaluation, seconds, step: seconds === null ? 7 : 10 * seconds },
});
const few = (options: Partial<Parameters<typeof algoperfScore>[0]> = {}) =>
  algoperfScore({
    workloads: [{ id: "w", variantOf: null }],
    trials: [of("baseline", 0, 10), of("baseline", 1, 10), of("fast", 0, 5), of("other", 0, null)],
    ...{ integration: "exact", resamples: 0 },
    ...options,
  });
const speedups = (options: Parameters<typeof few>[0]) =>
  Object.fromEntries(
    few({ missing: "lenient", ...options }).rows.map((row) => [row.submission, row.speedup]),
  );

test("a study that is missing counts as not reached, unless it is to be left out", () => {
  expect(few().timeToTarget).toEqual({ baseline: { w: 10 }, fast: { w: null }, other: { w: null } });
  expect(few({ missing: "lenient" }).timeToTarget).toMatchObject({ fast: { w: 5 } });
});

test("steps are counted where they are asked for, and r_max is AlgoPerf's 4 unless told", () => {
  expect(few({ missing: "lenient", measure: "steps" }).timeToTarget).toEqual({
    ...{ baseline: { w: 100 }, fast: { w: 50 }, other: { w: 7 } },
  });
  expect(few({ missing: "lenient" }).scores["baseline"]).toBeCloseTo(2 / 3, 12);
  expect(few({ missing: "lenient", rMax: 3 }).scores["baseline"]).toBeCloseTo(1 / 2, 12);
});

test("speed-ups are against AlgoPerf's baseline, or the one that is asked for, which must be there", () => {
  expect(speedups({})).toEqual({ baseline: 1, fast: expect.closeTo(2, 12), other: null });
  expect(speedups({ baseline: "fast" })).toEqual({ baseline: expect.closeTo(0.5, 12), fast: 1, other: null });
  expect(() => few({ baseline: "nobody" })).toThrow(UserError);
});

test("intervals are left out with no resamples, and there are some by default", () => {
  const pairs = [0, 1, 2].flatMap((study) => [of("one", study, 10 + study), of("other", study, 11 + study)]);
  const intervals = (resamples?: number) =>
    algoperfScore({
      ...{ workloads: [{ id: "w", variantOf: null }], trials: pairs, integration: "exact" },
      ...(resamples === undefined ? {} : { resamples }),
    }).rows.map(({ scoreInterval }) => scoreInterval);
  expect(intervals(0)).toEqual([null, null]);
  expect(intervals()).toEqual([expect.any(Array), expect.any(Array)]);
});
