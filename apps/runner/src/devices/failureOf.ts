import type { ChildResult } from "../trial/runTrialInChild.ts";

/** What a device does that is gone, or whose driver is in disorder. A full memory is the trial's matter, or its neighbours'. */
const codes: readonly string[] = ["device-lost", "device-error"];

/**
 * Why the device that a trial ran on must be tried before the next one gets it, or null: it was lost, it could not be opened, or the process died, which is
 * how TensorFlow ends where the driver fails.
 */
export function failureOf(result: ChildResult | { readonly kind: "lost" }): string | null {
  if (result.kind === "crashed") return result.reason;
  if (result.kind === "refused" && result.error.code === "backend-unavailable")
    return `${result.error.message} ${result.error.details ?? ""}`.trim();
  if (result.kind !== "record") return null;
  const { outcome } = result.record;
  const isDevice = outcome.kind === "failed" && outcome.cause === "machine" && codes.includes(outcome.code);
  return isDevice ? outcome.reason : null;
}
