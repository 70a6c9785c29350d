import type { Compared } from "../schema/api/compare.ts";
import { officialSeconds, type TrialRecord } from "../schema/record.ts";

/** What one trial did beside its times; all null where it has not ended. */
export interface TrialCounts {
  readonly steps: number | null;
  readonly chargedSeconds: number | null;
  /** Null where nothing was computed side by side. */
  readonly criticalSeconds: number | null;
  /** Null where no worker was simulated. */
  readonly bytesSent: number | null;
  /** As stated, both or neither. */
  readonly epsilon: number | null;
  readonly delta: number | null;
}

/** What is kept of a record beside its times. */
export const countsOf = (record: TrialRecord): TrialCounts => ({
  steps: record.totals.steps,
  chargedSeconds: officialSeconds(record, record.totals.charged),
  criticalSeconds: record.totals.criticalSeconds ?? null,
  bytesSent: record.communication?.bytesSent ?? null,
  epsilon: record.privacy?.epsilon ?? null,
  delta: record.privacy?.delta ?? null,
});

/** What some trials did together that no time tells. */
export const besideTimes = (
  trials: readonly TrialCounts[],
): Pick<Compared, "bytesPerStep" | "criticalPart" | "privacy"> => ({
  bytesPerStep: bytesPerStep(trials),
  criticalPart: criticalPart(trials),
  privacy: worstPrivacy(trials),
});

const total = (values: readonly (number | null)[]): number =>
  values.reduce<number>((sum, value) => sum + (value ?? 0), 0);

/** What simulated workers sent a step; null where there were none, or nothing was trained. */
function bytesPerStep(trials: readonly TrialCounts[]): number | null {
  const steps = total(trials.map((one) => one.steps));
  const sent = trials.map(({ bytesSent }) => bytesSent);
  return sent.every((one) => one === null) || steps === 0 ? null : total(sent) / steps;
}

/** The critical path ÷ the charged time; null where nothing was computed side by side. */
function criticalPart(trials: readonly TrialCounts[]): number | null {
  const charged = total(trials.map(({ chargedSeconds }) => chargedSeconds));
  if (trials.every(({ criticalSeconds }) => criticalSeconds === null) || charged === 0) return null;
  return (
    total(trials.map(({ criticalSeconds, chargedSeconds }) => criticalSeconds ?? chargedSeconds)) / charged
  );
}

/** What holds for each trial that took a step; null where one of them states nothing. */
function worstPrivacy(trials: readonly TrialCounts[]): Compared["privacy"] {
  const trained = trials.filter(({ steps }) => (steps ?? 0) > 0);
  const stated = trained.flatMap(({ epsilon, delta }) =>
    epsilon === null || delta === null ? [] : [{ epsilon, delta }],
  );
  if (stated.length < trained.length || stated.length === 0) return null;
  return {
    epsilon: Math.max(...stated.map(({ epsilon }) => epsilon)),
    delta: Math.max(...stated.map(({ delta }) => delta)),
  };
}
