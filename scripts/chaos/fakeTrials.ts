import { createHash } from "node:crypto";
import { recordOf, runOfLease } from "../../apps/api/test/recordOf.ts";
import type { Lease } from "../../packages/core/schema/api/runners.ts";
import type { Measure } from "../../packages/core/schema/measures.ts";
import { measures } from "../../packages/core/schema/measureTable.ts";
import type { TrialRecord } from "../../packages/core/schema/record.ts";
import { card } from "../../packages/workloads/catalogue.ts";
import type { Seeded } from "./seeded.ts";

/** Steps of fake trials take so many hundredths of a second. */
const stepsPerSecond = 100;

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Seconds of so many evaluation periods of a workload, at the end of a step: no record may be evaluated before the first. */
const afterPeriods = (workload: string, periods: number): number =>
  Math.ceil(periods * (card(workload).target.evaluationPeriodSeconds["cpu-wasm"] ?? 1) * stepsPerSecond) /
  stepsPerSecond;

/** When a trial reaches its target, or null: what every honest machine finds, from the trial alone. */
export function truthOf({
  workload,
  seed,
  study,
}: Pick<Lease, "workload" | "seed" | "study">): number | null {
  const [drawn = 0, missed = 0] = digest(`${workload} ${seed} ${study}`);
  return missed < 24 ? null : afterPeriods(workload, 3 + (drawn / 256) * 5);
}

const parametersOf = ({ workload, seed, study }: Pick<Lease, "workload" | "seed" | "study">, steps: number) =>
  digest(`${workload} ${seed} ${study} ${steps}`).toString("hex");

/** What an honest machine reports for a lease, without training: ended by the target, the cap or the budget. */
export function honestRecord(lease: Lease, at: Date): TrialRecord {
  const truth = truthOf(lease);
  const whole = recordOf(runOfLease(lease), truth);
  const end = truth ?? whole.totals.charged.reference ?? Number.NaN;
  const dated = { startedAt: at.toISOString(), finishedAt: at.toISOString() };
  const { capSeconds } = lease;
  if (capSeconds === null || end <= capSeconds) {
    return { ...whole, ...dated, parametersSha256: parametersOf(lease, whole.totals.steps) };
  }
  // The first step that ends beyond the cap.
  let steps = Math.floor(capSeconds * stepsPerSecond) + 1;
  // 38.12 × 100 is less than 3812.
  while (steps / stepsPerSecond <= capSeconds) steps++;
  const seconds = steps / stepsPerSecond;
  const scaled = Object.fromEntries(
    Object.entries(whole.totals.charged).map(([measure, value]) => [
      measure,
      value === null ? null : measures[measure as Measure].unit !== "s" ? steps : (value / end) * seconds,
    ]),
  );
  const charged = { ...whole.totals.charged, ...scaled, reference: seconds };
  return {
    ...whole,
    ...dated,
    outcome: { kind: "capped", capSeconds },
    timeToTarget: null,
    evaluations: whole.evaluations.filter(
      (evaluation) =>
        (evaluation.charged.reference ?? 0) < Math.min(seconds, end) && evaluation.step <= steps,
    ),
    totals: {
      ...whole.totals,
      steps,
      gradientEvaluations: steps,
      hostCalls: steps,
      examples: steps * 128,
      charged,
    },
    timeSplit: { ...whole.timeSplit, gradient: seconds },
    parametersSha256: parametersOf(lease, steps),
  };
}

/** What a liar says instead. */
export function lieOf(lease: Lease, honest: TrialRecord, draw: Seeded): TrialRecord {
  const { startedAt, finishedAt } = honest;
  const told = (reachedAfter: number | null): TrialRecord => {
    const record = recordOf(runOfLease(lease), reachedAfter);
    return {
      ...record,
      startedAt,
      finishedAt,
      parametersSha256: digest(String(draw.next())).toString("hex"),
    };
  };
  switch (draw.weighted({ faster: 6, hash: 1, counts: 1, slower: 1, never: 1 })) {
    case "faster":
      return told(afterPeriods(lease.workload, 1.1 + 1.8 * draw.next()));
    case "hash":
      return { ...honest, parametersSha256: digest(String(draw.next())).toString("hex") };
    case "counts":
      return {
        ...honest,
        totals: { ...honest.totals, hostCalls: honest.totals.hostCalls + 1 + draw.below(99) },
      };
    case "slower":
      return told(afterPeriods(lease.workload, 8.1 + 2 * draw.next()));
    case "never":
      return told(null);
  }
}
