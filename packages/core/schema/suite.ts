import { z } from "zod";
import { workloadIdSchema } from "./workloadCard.ts";

/** A named, versioned list of workloads with the rules that score them. */
export const suiteSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  version: z.int().positive(),
  title: z.string(),
  summary: z.string(),
  workloads: z.array(workloadIdSchema).min(1),
  /** Studies per workload and trials per study, by ruleset. */
  rulesets: z.strictObject({
    external: z.strictObject({ studies: z.int().positive(), trials: z.int().positive() }),
    self: z.strictObject({ studies: z.int().positive(), trials: z.literal(1) }),
  }),
  /** Upper end of the performance profile (τ axis). */
  rMax: z.number().gt(1),
  /** The submissions that speed-ups are stated against, by ruleset. */
  baselines: z.strictObject({ external: z.string(), self: z.string() }),
});
export type Suite = z.infer<typeof suiteSchema>;
