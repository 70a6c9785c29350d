import type { TrialView } from "@steepest/core/schema/api/entries.ts";

/** One word for where a trial stands: its outcome once it has one, the queue's state before. */
export const describeStatus = (trial: Pick<TrialView, "status" | "outcome">): string =>
  trial.outcome ?? (trial.status === "leased" ? "running" : trial.status);
