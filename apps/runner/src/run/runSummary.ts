import { comparedSchema } from "@steepest/core/schema/api/compare.ts";
import { environmentSchema } from "@steepest/core/schema/environment.ts";
import { measureSchema } from "@steepest/core/schema/measures.ts";
import { rulesetSchema } from "@steepest/core/schema/ruleset.ts";
import { z } from "zod";

const interval = z.tuple([z.number(), z.number()]).nullable();

export const summaryRowSchema = z.strictObject({
  submission: z.string(),
  version: z.string(),
  baseline: z.boolean(),
  rank: z.int().positive(),
  rankInterval: interval,
  score: z.number(),
  /** 95 % bootstrap interval over studies; null where there is one study only. */
  scoreInterval: interval,
  /** Workload time by workload; null where the target was not reached. */
  times: z.record(z.string(), z.number().nullable()),
  /** The same in steps. */
  steps: z.record(z.string(), z.number().nullable()),
  /** Geometric mean over workloads that both reach; null without a baseline. */
  speedup: z.number().nullable(),
  ...comparedSchema.pick({ bytesPerStep: true, criticalPart: true, privacy: true }).shape,
  profile: z.array(z.object({ tau: z.number(), rho: z.number() })),
});
export type SummaryRow = z.infer<typeof summaryRowSchema>;

/** `summary.json` of a run, and what `steepest run --json` prints (with the paths of what it wrote). */
export const runSummarySchema = z.strictObject({
  format: z.literal("steepest-run/2"),
  /** Those that were run, in the order given; without the baseline, unless it is one of them. */
  submissions: z
    .array(z.strictObject({ name: z.string(), version: z.string(), description: z.string().nullable() }))
    .min(1),
  suite: z.strictObject({ id: z.string(), version: z.int(), rMax: z.number() }),
  ruleset: rulesetSchema,
  /** What times and score are made of. */
  measure: measureSchema,
  seed: z.int(),
  studies: z.int(),
  workloads: z.array(
    z.strictObject({
      id: z.string(),
      metric: z.string(),
      direction: z.enum(["min", "max"]),
      target: z.number(),
      budgetSeconds: z.number(),
    }),
  ),
  /** Best first. */
  rows: z.array(summaryRowSchema),
  /** Of the trials of the submissions that were run. */
  outcomes: z.record(z.string(), z.int()),
  environment: environmentSchema,
  finishedAt: z.iso.datetime(),
});
export type RunSummary = z.infer<typeof runSummarySchema>;
