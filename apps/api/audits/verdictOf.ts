import type { Audit } from "@steepest/core/schema/api/trust.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";

export type AuditOutcome = NonNullable<Audit["outcome"]>;

/**
 * What an audit found. Where other prices, targets or another library ruled when the record was made, other numbers are no lie: the audit says nothing. Both
 * records were held against the rules of their day when they were reported.
 */
export function outcomeOf(recorded: TrialRecord, audited: TrialRecord, differences: number): AuditOutcome {
  if (differences === 0) return "match";
  const rulesOf = ({ library, workload }: TrialRecord) =>
    JSON.stringify([library?.prices ?? null, library?.guest ?? null, workload]);
  return rulesOf(recorded) === rulesOf(audited) ? "mismatch" : "unfinished";
}

/** A run of the trial that an audit made. */
export interface AuditRun {
  readonly runner: string;
  /** Whether it gave the same as the record. */
  readonly matches: boolean;
  /** The same for all runs that gave the same. */
  readonly says: number;
}

/** What the runs of one trial by several owners say together; `wrong` are runners whose audits said otherwise. */
export type Verdict =
  | { readonly kind: "verified"; readonly wrong: readonly string[] }
  /** More owners agree on something else (`isSettled`), or no two owners say the same and there is nobody else. */
  | { readonly kind: "refuted"; readonly isSettled: boolean; readonly wrong: readonly string[] }
  /** Nobody leads by two, and there is somebody left to ask. */
  | { readonly kind: "open" }
  /** Other rules held when the record was made: nothing follows. */
  | { readonly kind: "outdated" };

/** What some owners say must be ahead of all else by so much: two accounts of one person win nothing against one honest owner while there is another to ask. */
const lead = 2;

/**
 * What the owners that ran a trial say together: who reported it, and all audits of the record. It takes a lead of two over all that said otherwise. Where
 * nobody is left to ask, the most decide; of as many for as against, the record stands if an audit has confirmed it.
 */
export function verdictOf(runs: readonly AuditRun[], isAnotherThere: boolean): Verdict {
  const others = runs.filter(({ matches }) => !matches);
  const supporting = 1 + runs.length - others.length;
  const alike = ({ says }: AuditRun) => others.filter((other) => other.says === says);
  const opposing = others.map(alike).reduce((most, some) => (some.length > most.length ? some : most), []);
  const needed = isAnotherThere ? lead : 1;
  const isAhead = (count: number) => count - (1 + runs.length - count) >= needed;
  const runnersOf = (some: readonly AuditRun[]) => some.map(({ runner }) => runner);
  if (isAhead(supporting)) return { kind: "verified", wrong: runnersOf(others) };
  if (isAhead(opposing.length)) {
    return {
      kind: "refuted",
      isSettled: true,
      wrong: runnersOf(runs.filter((run) => !opposing.includes(run))),
    };
  }
  if (isAnotherThere) return { kind: "open" };
  return supporting === 1
    ? { kind: "refuted", isSettled: false, wrong: [] }
    : { kind: "verified", wrong: [] };
}
