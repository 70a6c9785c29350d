import { environmentSchema } from "@steepest/core/schema/environment.ts";
import { rulesetSchema } from "@steepest/core/schema/ruleset.ts";
import { hyperparameterPointSchema } from "@steepest/core/schema/searchSpace.ts";
import { submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";
import { z } from "zod";

/** Everything that a child process needs to run one trial. */
export const trialJobSchema = z.strictObject({
  workload: z.string(),
  source: submissionSourceSchema,
  /** The submission's name: for the record of a trial that never came to read its manifest. */
  submission: z.string(),
  version: z.string(),
  ruleset: rulesetSchema,
  hyperparameters: hyperparameterPointSchema,
  study: z.int().nonnegative(),
  trial: z.int().nonnegative(),
  seed: z.int().nonnegative(),
  budgetSeconds: z.number().positive(),
  evaluationPeriodSeconds: z.number().positive(),
  environment: environmentSchema,
  dataDirectory: z.string(),
  capSeconds: z.number().nullable(),
  /** Stops after this many steps, whatever the clock says (smoke tests). */
  maxSteps: z.int().positive().optional(),
});
export type TrialJob = z.infer<typeof trialJobSchema>;
