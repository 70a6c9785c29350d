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
  /** Whether it gave the same as the audit that has just ended. */
  readonly agrees: boolean;
}

/** What the runs of one trial by several owners say together; `wrong` are runners whose audits said otherwise. */
export type Verdict =
  | { readonly kind: "verified"; readonly wrong: readonly string[] }
  /** More owners agree on something else (`isSettled`), or it is one owner's word against another's and there is no third. */
  | { readonly kind: "refuted"; readonly isSettled: boolean; readonly wrong: readonly string[] }
  /** As many for as against, and there is somebody left to ask. */
  | { readonly kind: "open" }
  /** Other rules held when the record was made: nothing follows. */
  | { readonly kind: "outdated" };

/** The majority of the owners that ran a trial: who reported it, the earlier audits of the record, and the audit that has just ended. */
export function verdictOf(
  ended: Omit<AuditRun, "agrees">,
  earlier: readonly AuditRun[],
  isAnotherThere: boolean,
): Verdict {
  const runs = [...earlier, { ...ended, agrees: true }];
  const others = runs.filter(({ matches }) => !matches);
  const supporting = 1 + runs.length - others.length;
  const wrongOf = (some: readonly AuditRun[]) => some.map(({ runner }) => runner);
  if (ended.matches) return { kind: "verified", wrong: wrongOf(others) };
  const opposing = others.filter(({ agrees }) => agrees).length;
  if (opposing > supporting) {
    return { kind: "refuted", isSettled: true, wrong: wrongOf(runs.filter(({ agrees }) => !agrees)) };
  }
  if (supporting > opposing) return { kind: "verified", wrong: wrongOf(others) };
  if (isAnotherThere) return { kind: "open" };
  return supporting === 1
    ? { kind: "refuted", isSettled: false, wrong: [] }
    : { kind: "verified", wrong: [] };
}
