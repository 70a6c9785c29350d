import type { TrialOutcome } from "@steepest/core/schema/trialOutcome.ts";
import type { Colors } from "../cli/io.ts";

/** An outcome in a word or two; colour says whether it is good, a limit, or a failure. */
export function describeOutcome(outcome: TrialOutcome, colors: Colors): string {
  switch (outcome.kind) {
    case "reached":
      return colors.green("reached");
    case "exhausted":
      return colors.yellow("not reached");
    case "capped":
      return colors.dim("capped");
    case "diverged":
      return colors.red("diverged");
    case "cancelled":
      return colors.dim("cancelled");
    case "failed":
      return colors.red(`failed: ${outcome.code}`);
  }
}
