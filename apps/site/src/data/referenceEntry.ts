import type { Reference } from "@steepest/core/submission/node/readReferences.ts";

/** What the authors' code did on an analytic problem, as far as a page shows it. */
export interface RecordedRun {
  /** Repository or package, file and version. */
  readonly source: string;
  readonly checkpoints: readonly { readonly step: number; readonly loss: number }[];
  /** Largest relative difference that is allowed at a checkpoint, |a − b| ≤ tolerance · max(1, |b|). */
  readonly tolerance: number;
}

/** A reference submission as its page shows it. */
export interface ReferenceEntry extends Reference {
  readonly recorded: RecordedRun | null;
  /** The submission version that it is where it is submitted as it stands. */
  readonly version: string;
}
