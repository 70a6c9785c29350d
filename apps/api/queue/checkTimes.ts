import { defaultLimits } from "@steepest/core/sandbox/limits.ts";
import type { MetricRange } from "@steepest/core/schema/metric.ts";
import { criticalSecondsOf, officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import { impossibleValues, reachedTarget } from "@steepest/core/score/reachedTarget.ts";

interface Contradiction {
  readonly path: string;
  readonly message: string;
}

/**
 * The last step may end beyond the budget: it is checked after each. How much, nobody knows beforehand; no honest step takes more than four
 * evaluation periods (a budget has 25 at least) and more than twenty times the mean step.
 */
const overshootPeriods = 4;
const overshootSteps = 20;

/** A manifest with all its mistakes has as many at most; what a submission throws is cut far below. */
const mostFailureCharacters = 100_000;

/**
 * In what a record contradicts itself, or the rules by which a trial runs (`packages/core/harness/runTrial.ts`). `range` is that of the workload's
 * metric.
 */
export function* checkTimes(record: TrialRecord, range: MetricRange): Generator<Contradiction> {
  yield* impossibleValues(record, range);
  yield* checkEvaluations(record);
  yield* checkCritical(record);
  yield* checkBudget(record);
  yield* checkOutcome(record, range);
  const { steps, examples, gradientEvaluations } = record.totals;
  // A gradient is one of at least one example.
  if (examples < gradientEvaluations) {
    yield {
      path: "totals.examples",
      message: `is ${examples}, but ${gradientEvaluations} gradients in ${steps} steps need an example each`,
    };
  }
  if (record.outcome.kind === "failed") {
    for (const name of ["reason", "stack"] as const) {
      const length = record.outcome[name]?.length ?? 0;
      if (length <= mostFailureCharacters) continue;
      yield {
        path: `outcome.${name}`,
        message: `has ${length} characters, of which ${mostFailureCharacters} at most are taken`,
      };
    }
  }
  const characters = record.console.reduce((sum, line) => sum + line.length, 0);
  // A level before each line and the count of dropped lines are not the submission's.
  const most = defaultLimits.consoleCharacters + 10 * record.console.length + 100;
  if (characters > most || record.console.length > defaultLimits.consoleCharacters + 1) {
    yield {
      path: "console",
      message: `has ${characters} characters in ${record.console.length} lines: ${defaultLimits.consoleCharacters} characters at most are kept`,
    };
  }
}

function* checkEvaluations(record: TrialRecord): Generator<Contradiction> {
  const { evaluationPeriodSeconds: period, budgetSeconds } = record.workload;
  const { totals } = record;
  const seconds = (charged: TrialRecord["totals"]["charged"]) => officialSeconds(record, charged);
  for (const [at, { step, charged }] of record.evaluations.entries()) {
    const path = `evaluations.${at}`;
    const before = record.evaluations[at - 1];
    const [now, then] = [seconds(charged), before === undefined ? 0 : seconds(before.charged)];
    if (before !== undefined && step <= before.step) yield { path, message: "goes back in steps" };
    // As `#evaluationDue`: the first step that ends at or after each multiple of the period. So nothing goes back in time either.
    if (Math.floor(now / period) <= Math.floor(then / period)) {
      yield {
        path,
        message: `is at ${now} s: after ${then} s the next is due at the first multiple of ${period} s, not before`,
      };
    }
    if (step > totals.steps || now > seconds(totals.charged)) {
      yield { path, message: "lies beyond `totals`" };
    } else if (now > budgetSeconds && step < totals.steps) {
      yield { path, message: `lies beyond the budget of ${budgetSeconds} s, and steps follow it` };
    }
  }
}

/** Of what a step is charged, its critical path has a part: from nothing to all of it. */
function* checkCritical(record: TrialRecord): Generator<Contradiction> {
  const { evaluations, totals } = record;
  const points = [
    ...evaluations.map((one, at) => ({ path: `evaluations.${at}.criticalSeconds`, one })),
    { path: "totals.criticalSeconds", one: totals },
  ];
  if (points.every(({ one }) => one.criticalSeconds === undefined)) return;
  let [charged, critical] = [0, 0];
  for (const { path, one } of points) {
    const [now, length] = [one.charged.reference, criticalSecondsOf(one)];
    if (record.measure !== "reference" || now === null || length === null) {
      if (one.criticalSeconds === undefined) continue;
      yield { path, message: "is there, but operations were not priced: nobody knows a critical path" };
      continue;
    }
    // Both are whole nanoseconds, of which a sum of seconds loses some.
    const slack = 1e-9 + 1e-12 * now;
    if (length < critical - slack || length - critical > now - charged + slack) {
      yield {
        path,
        message: `goes from ${critical} to ${length} s, while the charged time goes from ${charged} to ${now} s: it grows by no more than that, and never shrinks`,
      };
    }
    [charged, critical] = [now, length];
  }
}

function* checkBudget(record: TrialRecord): Generator<Contradiction> {
  const { evaluationPeriodSeconds, budgetSeconds } = record.workload;
  const { steps, charged } = record.totals;
  const spent = officialSeconds(record, charged);
  const allowance = Math.max(
    overshootPeriods * evaluationPeriodSeconds,
    (overshootSteps * spent) / Math.max(1, steps),
  );
  if (spent > budgetSeconds + allowance) {
    yield {
      path: "totals.charged",
      message: `is ${spent} s, more than a step beyond the budget of ${budgetSeconds} s`,
    };
  }
  if (record.outcome.kind === "exhausted" && spent < budgetSeconds) {
    yield { path: "outcome", message: `is exhausted, but ${spent} s of ${budgetSeconds} s were spent` };
  }
  if (record.outcome.kind === "capped" && spent <= record.outcome.capSeconds) {
    yield {
      path: "outcome",
      message: `is capped, but ${spent} s were spent of a cap of ${record.outcome.capSeconds} s`,
    };
  }
}

function* checkOutcome(record: TrialRecord, range: MetricRange): Generator<Contradiction> {
  const reached = reachedTarget(record, range);
  const [said, found] = [canonical(flat(record.timeToTarget)), canonical(flat(reached))];
  if (said !== found) {
    yield { path: "timeToTarget", message: `is ${said}, but the evaluations say ${found}` };
  }
  if ((record.outcome.kind === "reached") !== (reached !== null)) {
    yield {
      path: "outcome",
      message: `is ${record.outcome.kind}, but the evaluations ${reached === null ? "never meet" : "meet"} the target`,
    };
  }
  if (record.outcome.kind === "cancelled") {
    yield { path: "outcome", message: "a cancelled run is no result: release the lease instead" };
  }
}

/** A time-to-target with its charges beside the step. */
const flat = (reached: TrialRecord["timeToTarget"]): Record<string, number | null> =>
  reached === null ? {} : { step: reached.step, ...reached.charged };

/** Equal for equal contents, whatever the order of the keys. */
function canonical(value: Record<string, number | null>): string {
  return JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
