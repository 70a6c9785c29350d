import { UserError } from "@steepest/base/userError.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import { budgetOf, type WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { basisOf } from "./hardwareClasses.ts";

/** Budget and evaluation period of a workload's trials on a hardware class, in charged seconds. `budget` instead of the card's shrinks the period with it. */
export function trialTimes(
  { id, target }: WorkloadCard,
  hardwareClass: string,
  ruleset: Ruleset,
  budget?: number,
): { readonly budgetSeconds: number; readonly evaluationPeriodSeconds: number } {
  const budgetSeconds = budget ?? budgetOf(target, basisOf(hardwareClass), ruleset);
  if (budgetSeconds === undefined) {
    throw new UserError({
      code: "no-budget",
      what: `${id} has no budget for the hardware class ${hardwareClass}.`,
      details: `It has budgets for: ${Object.keys(target.budgetSeconds).join(", ")}.`,
      solution: "Give the charged seconds of a trial by --budget, or use another backend.",
    });
  }
  const period = target.evaluationPeriodSeconds[basisOf(hardwareClass)] ?? budgetSeconds / 50;
  return { budgetSeconds, evaluationPeriodSeconds: Math.min(period, budgetSeconds) };
}
