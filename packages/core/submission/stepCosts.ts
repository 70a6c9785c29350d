import { z } from "zod";

/** What steps of the reference submissions cost: submissions/stepCost.json, as `npm run test:submissions` writes it. */
export const stepCostsSchema = z.strictObject({
  about: z.string(),
  /** The version of the price list that they are counted by. */
  prices: z.int().positive(),
  /** By submission, then by workload: reference time of the steps over that of as many steps of SGD. */
  relativeToSgd: z.record(z.string(), z.record(z.string(), z.number().positive())),
});
export type StepCosts = z.infer<typeof stepCostsSchema>;

/** One number for a submission: the geometric mean over the workloads; null where it was not measured. */
export function meanStepCost(costs: StepCosts, name: string): number | null {
  const each = Object.values(costs.relativeToSgd[name] ?? {});
  if (each.length === 0) return null;
  return Math.exp(each.reduce((sum, cost) => sum + Math.log(cost), 0) / each.length);
}
