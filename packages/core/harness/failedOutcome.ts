import type { DeviceFailure } from "@steepest/base/deviceFailure.ts";
import { SubmissionError } from "../sandbox/submissionError.ts";
import type { TrialOutcome } from "../schema/trialOutcome.ts";

/**
 * Whose fault an exception is: a submission's own, with its stack, or the machine's. Once the device has failed, that is the
 * reason, whatever came of it in the submission.
 */
export function failedOutcome(error: unknown, device: DeviceFailure | null = null): TrialOutcome {
  if (device) {
    const { code, message, stack, blame } = device;
    return { kind: "failed", cause: blame, code, reason: message, stack: stack ?? null };
  }
  if (error instanceof SubmissionError) {
    const { code, message, guestStack } = error;
    return { kind: "failed", cause: "submission", code, reason: message, stack: guestStack };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind: "failed", cause: "machine", code: "machine-failure", reason: message, stack: stack ?? null };
}
