import { z } from "zod";
import { workloadIdSchema } from "./workloadCard.ts";

/**
 * How the held-out variants of a suite are drawn: by a seed that nobody outside knows until it is published. Its SHA-256 and what is drawn from are fixed from
 * the start, so the draw cannot be chosen afterwards; entries are taken from when the seed is published, of versions that were submitted before.
 */
export const heldOutDrawSchema = z.strictObject({
  /** SHA-256 of the seed's UTF-8 text, lower-case hex. */
  seedSha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** By base workload the variants that one is drawn of. */
  candidates: z.record(workloadIdSchema, z.array(workloadIdSchema).min(1)),
  published: z.strictObject({ seed: z.string().min(1), at: z.iso.datetime() }).nullable(),
});
export type HeldOutDraw = z.infer<typeof heldOutDrawSchema>;

/** A named, versioned list of workloads with the rules that score them. */
export const suiteSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]*$/),
  version: z.int().positive(),
  title: z.string(),
  summary: z.string(),
  /** Boards of such a suite are for practice: their workloads are small enough to be made for. Ranked are the others. */
  practice: z.boolean(),
  /** With held-out variants: only the bases until these are drawn, then every base with its variant after it. */
  workloads: z.array(workloadIdSchema).min(1),
  heldOut: heldOutDrawSchema.optional(),
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
