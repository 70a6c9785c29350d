/** Why a mutant may survive. */
export type Verdict =
  /** The changed code does the same: no test can tell. */
  | "equivalent"
  /** The same results by more work. */
  | "slower only"
  /** It differs only where types or earlier checks let nothing come. */
  | "unreachable"
  /** What it changes is told to people, or is a matter of taste. */
  | "accepted";

/** Survivors of one kind: those of the file (and mutator, and text, where given) that nothing before in the list takes. */
export interface Judgement {
  readonly file: string;
  readonly mutator?: string;
  /** The code that is replaced holds this. */
  readonly original?: string;
  readonly replacement?: string;
  readonly verdict: Verdict;
  readonly why: string;
}
