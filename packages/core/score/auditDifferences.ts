import type { TrialRecord } from "../schema/record.ts";
import { comparedNumbers, differingPaths } from "./comparedNumbers.ts";

/** One number that an audit found otherwise. */
export interface AuditDifference {
  /** Path in the record, such as `evaluations[3].validation.loss`. */
  readonly path: string;
  readonly recorded: unknown;
  readonly audited: unknown;
}

/**
 * In what two runs of one trial differ that must be equal to the bit: evaluations, times, steps, parameters and how it ended. Both are known to be
 * of the trial (`trialDifferences`). Under a clock nothing but the outcome would be left to compare, so no such trial is audited.
 */
export function auditDifferences(recorded: TrialRecord, audited: TrialRecord): AuditDifference[] {
  const [before, after] = [numbersOf(recorded), numbersOf(audited)];
  const differences = differingPaths(before, after).map((path) => ({
    path,
    recorded: before.get(path),
    audited: after.get(path),
  }));
  // Other kernels are no lie where they give the same bits; where they do not, this says why.
  const [one, other] = [recorded.library?.sha256 ?? null, audited.library?.sha256 ?? null];
  if (differences.length > 0 && one !== other) {
    differences.push({ path: "library.sha256", recorded: one, audited: other });
  }
  return differences;
}

function numbersOf(record: TrialRecord): ReadonlyMap<string, unknown> {
  // What a failure says of itself is text, and a cap is a lease's: the same step, code and kind are what counts.
  const { kind } = record.outcome;
  const ending = record.outcome.kind === "failed" ? [record.outcome.cause, record.outcome.code] : [];
  return new Map([
    ...comparedNumbers(record, { leavesOutcome: true }),
    ["outcome.kind", kind],
    ...ending.map((value, at) => [at === 0 ? "outcome.cause" : "outcome.code", value] as const),
    ...Object.entries(record.test ?? {}).map(([name, value]) => [`test.${name}`, value] as const),
  ]);
}

/** Half of the least unit of reference time. */
const halfNanosecond = 0.5e-9;

/**
 * The cap of an audit: an honest run ends by itself at the charged time that the record claims, and a capped one, whose cap was heard at some time
 * that nobody can repeat, ends there after the same step. So an audit costs no more than what it audits, whatever the record claims.
 */
export const auditCap = (kind: TrialRecord["outcome"]["kind"], chargedSeconds: number): number =>
  kind === "capped" ? Math.max(0, chargedSeconds - halfNanosecond) : chargedSeconds;
