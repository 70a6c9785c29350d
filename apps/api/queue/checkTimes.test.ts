import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { expect, test } from "vitest";
import { recordOf } from "../test/recordOf.ts";
import { checkDates, checkDuration } from "./checkDates.ts";
import { checkTimes } from "./checkTimes.ts";

const run = {
  submission: { name: "mine", version: "a".repeat(64), ruleset: "external" },
  workload: "mnist_mlp",
  study: 0,
  trial: 0,
  seed: 1,
  hyperparameters: {},
} as const;

const reached = recordOf(run, 1);
const exhausted = recordOf(run, null);
const { budgetSeconds: budget, evaluationPeriodSeconds: period } = reached.workload;
const { range } = card("mnist_mlp").metric;
const problemsOf = (record: TrialRecord) => [...checkTimes(record, range)].map(({ path }) => path);

/** The record with its last evaluation, and all that follows from it, at these charged seconds. */
function endingAt(record: TrialRecord, seconds: number, changes: Partial<TrialRecord> = {}): TrialRecord {
  const last = record.evaluations.at(-1);
  if (last === undefined) throw new Error("there is no evaluation");
  const charged = { ...last.charged, reference: seconds };
  return {
    ...record,
    evaluations: [...record.evaluations.slice(0, -1), { ...last, charged }],
    totals: { ...record.totals, charged },
    timeToTarget: record.timeToTarget === null ? null : { step: last.step, charged },
    ...changes,
  };
}

/** The record with evaluations of a missed target at these charged seconds, at step 1, 2, …, before its last. */
function withEvaluations(record: TrialRecord, ...seconds: readonly number[]): TrialRecord {
  const [last, end] = [record.evaluations.at(-1), exhausted.evaluations[0]];
  if (last === undefined || end === undefined) throw new Error("there is no evaluation");
  const before = seconds.map((reference, at) => ({
    ...end,
    step: at + 1,
    charged: { ...end.charged, reference },
  }));
  return { ...record, evaluations: [...before, last] };
}

test("honest records contradict nothing", () => {
  expect(problemsOf(reached)).toEqual([]);
  expect(problemsOf(exhausted)).toEqual([]);
  // The last step ends beyond the budget: that is how a trial notices.
  expect(problemsOf(endingAt(exhausted, budget * 1.01))).toEqual([]);
  // The target met to the very end of the budget counts.
  expect(problemsOf(endingAt(reached, budget))).toEqual([]);
});

test("more charged than the budget and a step is refused", () => {
  expect(problemsOf(endingAt(exhausted, budget + 3.9 * period))).toEqual([]);
  expect(problemsOf(endingAt(exhausted, budget + 4.1 * period))).toEqual(["totals.charged"]);
  // Ten long steps may well end later.
  const tenSteps = endingAt(exhausted, budget * 1.3);
  const evaluations = tenSteps.evaluations.map((one, at) => ({ ...one, step: at + 1 }));
  const few = { ...tenSteps, evaluations, totals: { ...tenSteps.totals, steps: evaluations.length } };
  expect(problemsOf(few)).toEqual([]);
});

test("an evaluation beyond the budget with steps after it is refused", () => {
  const beyond = endingAt(exhausted, budget * 1.01);
  const { steps } = beyond.totals;
  const longer = { ...beyond, totals: { ...beyond.totals, steps: steps + 1 } };
  expect(problemsOf(longer)).toEqual([`evaluations.${beyond.evaluations.length - 1}`]);
});

test("an evaluation after all that was charged, or after the last step, is refused", () => {
  const { evaluations, totals } = endingAt(exhausted, budget * 1.01);
  const path = `evaluations.${evaluations.length - 1}`;
  const charged = { ...totals.charged, reference: budget * 1.005 };
  expect(problemsOf({ ...exhausted, evaluations, totals: { ...totals, charged } })).toEqual([path]);
  const steps = (evaluations.at(-1)?.step ?? 0) - 1;
  expect(problemsOf({ ...exhausted, evaluations, totals: { ...totals, steps } })).toEqual([path]);
});

test("a target that was met after the budget is not met", () => {
  const late = endingAt(reached, budget * 1.001);
  expect(problemsOf(late)).toEqual(["timeToTarget", "outcome"]);
  expect(problemsOf({ ...late, timeToTarget: null })).toEqual(["outcome"]);
  expect(problemsOf({ ...late, timeToTarget: null, outcome: { kind: "exhausted" } })).toEqual([]);
});

test("charges are compared by their measures, whatever their order", () => {
  const { timeToTarget } = reached;
  if (timeToTarget === null) throw new Error("it was reached");
  const charged = Object.fromEntries(Object.entries(timeToTarget.charged).reverse());
  expect(Object.keys(charged)).not.toEqual(Object.keys(timeToTarget.charged));
  const told = (more: object) =>
    problemsOf({
      ...reached,
      timeToTarget: { ...timeToTarget, charged: { ...charged, ...more } } as typeof timeToTarget,
    });
  expect(told({})).toEqual([]);
  expect(told({ steps: 1e6 })).toEqual(["timeToTarget"]);
});

test("a run that was cancelled is no result", () => {
  expect(problemsOf({ ...exhausted, outcome: { kind: "cancelled" } })).toEqual(["outcome"]);
});

test("evaluations lie on the grid: the first after a multiple of the period, one for each", () => {
  expect(problemsOf(withEvaluations(reached, period, 2 * period))).toEqual([]);
  // A step may cross several multiples.
  expect(problemsOf(withEvaluations(reached, 2.5 * period))).toEqual([]);
  expect(problemsOf(withEvaluations(reached, 0.99 * period))).toEqual(["evaluations.0"]);
  expect(problemsOf(withEvaluations(reached, 1.1 * period, 1.9 * period))).toEqual(["evaluations.1"]);
  expect(problemsOf(withEvaluations(reached, 0, 0))).toEqual(["evaluations.0", "evaluations.1"]);
  expect(problemsOf(endingAt(reached, 0.5 * period, { evaluations: reached.evaluations }))).not.toEqual([]);
});

test("evaluations go forwards, in steps and in time", () => {
  const twice = withEvaluations(reached, period, 2 * period);
  const evaluations = twice.evaluations.map((one) => ({ ...one, step: twice.totals.steps }));
  expect(problemsOf({ ...twice, evaluations })).toEqual(["evaluations.1", "evaluations.2"]);
  expect(problemsOf(withEvaluations(reached, 2 * period, period))).toContain("evaluations.1");
});

test("exhausted means that the budget was spent, capped that the cap was", () => {
  expect(problemsOf(endingAt(exhausted, budget * 0.9))).toEqual(["outcome"]);
  const capped = (capSeconds: number) =>
    problemsOf(endingAt(exhausted, budget * 0.9, { outcome: { kind: "capped", capSeconds } }));
  expect(capped(budget * 0.89)).toEqual([]);
  expect(capped(budget * 0.9)).toEqual(["outcome"]);
});

test("a metric has no value that it cannot have, on either split", () => {
  const { name } = reached.workload.metric;
  const lastOf = (record: TrialRecord) => record.evaluations.length - 1;
  const ending = (record: TrialRecord, value: number): TrialRecord => ({
    ...record,
    evaluations: record.evaluations.map((one, at) =>
      at < lastOf(record) ? one : { ...one, validation: { ...one.validation, [name]: value } },
    ),
  });
  expect(problemsOf(ending(reached, 1))).toEqual([]);
  for (const value of [11.08, 1 + 2 ** -52, 1e300]) {
    const path = `evaluations.${lastOf(reached)}.validation.${name}`;
    // Nor does it meet a target.
    expect(problemsOf(ending(reached, value))).toEqual([path, "timeToTarget", "outcome"]);
  }
  for (const value of [-1e-9, 2]) {
    expect(problemsOf(ending(exhausted, value))).toEqual([
      `evaluations.${lastOf(exhausted)}.validation.${name}`,
    ]);
  }
  expect(problemsOf({ ...reached, test: { loss: 1, [name]: 7 } })).toEqual([`test.${name}`]);
});

test("a gradient needs an example", () => {
  const totals = { ...reached.totals, gradientEvaluations: 7, examples: 7 };
  expect(problemsOf({ ...reached, totals })).toEqual([]);
  expect(problemsOf({ ...reached, totals: { ...totals, examples: 6 } })).toEqual(["totals.examples"]);
  // Without gradients none.
  expect(problemsOf({ ...reached, totals: { ...totals, gradientEvaluations: 0, examples: 0 } })).toEqual([]);
});

test("a critical path grows by no more than what is charged, never shrinks, and is there only where operations are priced", () => {
  const three = withEvaluations(reached, period, 2 * period);
  const { reference: end } = three.totals.charged;
  const told = (at: readonly (number | undefined)[], total: number | undefined, more: object = {}) => {
    const critical = (seconds: number | undefined) =>
      seconds === undefined ? {} : { criticalSeconds: seconds };
    return problemsOf({
      ...three,
      evaluations: three.evaluations.map((one, place) => ({ ...one, ...critical(at[place]) })),
      totals: { ...three.totals, ...critical(total) },
      ...more,
    });
  };
  const whole = end ?? Number.NaN;
  expect(told([0.5 * period, period, 0.5 * whole], 0.5 * whole)).toEqual([]);
  // Side by side from the second period on: before, it is what was charged.
  expect(told([undefined, 1.5 * period, 1.6 * period], 1.6 * period)).toEqual([]);
  expect(told([0, 0, 0], 0)).toEqual([]);
  expect(told([1.1 * period, 1.2 * period, 1.3 * period], 1.3 * period)).toEqual([
    "evaluations.0.criticalSeconds",
  ]);
  expect(told([0.5 * period, 0.4 * period, period], period)).toEqual(["evaluations.1.criticalSeconds"]);
  expect(told([0, 1.1 * period, 1.2 * period], 1.2 * period)).toEqual(["evaluations.1.criticalSeconds"]);
  expect(told([undefined, undefined, undefined], 2 * whole)).toEqual(["totals.criticalSeconds"]);
  // What was saved does not come back.
  expect(told([0.5 * period, period, 1.5 * period], undefined)).toEqual(["totals.criticalSeconds"]);
  expect(told([undefined, undefined, undefined], 0.5 * whole)).toEqual(["totals.criticalSeconds"]);
  expect(told([undefined, undefined, undefined], 1, { measure: "wall" })).toContain("totals.criticalSeconds");
});

test("a console holds what the sandbox keeps, and no more", () => {
  const console = (lines: readonly string[]) => problemsOf({ ...reached, console: [...lines] });
  expect(console(Array.from({ length: 32 }, () => "x".repeat(1999)))).toEqual([]);
  // The submission's own characters are counted, not the level before them.
  expect(console([`warn: ${"x".repeat(64_000)}`])).toEqual([]);
  expect(console(Array.from({ length: 33 }, () => "x".repeat(1999)))).toEqual(["console"]);
  expect(console(["x".repeat(64_200)])).toEqual(["console"]);
  expect(console(Array.from({ length: 64_002 }, () => ""))).toEqual(["console"]);
});

test("a record was made while its lease stood, as far as clocks agree", () => {
  const now = Date.parse("2026-11-29T12:00:00Z");
  const leasedAt = now - 3600_000;
  const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
  const paths = (started: number, finished: number, leased: number | null = leasedAt) =>
    [...checkDates({ startedAt: at(started), finishedAt: at(finished) }, leased, now)].map(
      ({ path }) => path,
    );
  expect(paths(-60, 0)).toEqual([]);
  expect(paths(-69, 9)).toEqual([]);
  expect(paths(-71, 0)).toEqual(["startedAt"]);
  expect(paths(-60, 11)).toEqual(["finishedAt"]);
  expect(paths(-10, -20)).toEqual(["finishedAt"]);
  // Nobody leased what a user ran.
  expect(paths(-6000, -5000, null)).toEqual([]);
  expect(paths(-6000, 11, null)).toEqual(["finishedAt"]);
});

test("where the clock rules, nothing is charged for longer than the trial ran", () => {
  const now = Date.parse("2026-11-29T12:00:00Z");
  const at = (seconds: number) => new Date(now + 1000 * seconds).toISOString();
  const paths = (
    wall: number,
    started: number,
    leased: number | null,
    measure: "wall" | "reference" = "wall",
  ) =>
    [
      ...checkDuration(
        {
          measure,
          startedAt: at(started),
          finishedAt: at(0),
          totals: { ...reached.totals, charged: { ...reached.totals.charged, wall } },
        },
        leased === null ? null : now + 1000 * leased,
        now,
      ),
    ].map(({ path }) => path);
  expect(paths(59, -60, -61)).toEqual([]);
  expect(paths(61, -60, -61)).toEqual([]);
  expect(paths(61.1, -60, -61)).toEqual(["totals.charged.wall"]);
  // Whatever dates it gives itself: the platform knows when it gave the lease.
  expect(paths(500, -600, -61)).toEqual(["totals.charged.wall"]);
  expect(paths(500, -600, null)).toEqual([]);
  expect(paths(700, -600, null)).toEqual(["totals.charged.wall"]);
  // What reference time charges is no time that passed.
  expect(paths(700, -60, -61, "reference")).toEqual([]);
});
