import { SubmissionError } from "../sandbox/submissionError.ts";
import type { TrialOutcome } from "../schema/trialOutcome.ts";

/** Whose fault an exception is: a submission's own, with its stack, or the machine's. */
export function failedOutcome(error: unknown): TrialOutcome {
  if (error instanceof SubmissionError) {
    const { code, message, guestStack } = error;
    return { kind: "failed", cause: "submission", code, reason: message, stack: guestStack };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind: "failed", cause: "machine", code: "machine-failure", reason: message, stack: stack ?? null };
}
