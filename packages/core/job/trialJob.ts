import { z } from "zod";
import { environmentSchema } from "../schema/environment.ts";
import { rulesetSchema } from "../schema/ruleset.ts";
import { hyperparameterPointSchema } from "../schema/searchSpace.ts";
import { submissionSourceSchema } from "../schema/sourceFiles.ts";

/** One trial to be run: everything that its record follows from, but for the library and the machine. */
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
  /** Charged seconds in the measure that rules the hardware class, as all seconds here. */
  budgetSeconds: z.number().positive(),
  evaluationPeriodSeconds: z.number().positive(),
  environment: environmentSchema,
  capSeconds: z.number().nullable(),
  /** Stops after this many steps, whatever was charged (fixed-step studies, smoke tests). */
  maxSteps: z.int().positive().optional(),
  /** Steps at which to evaluate, instead of by time (fixed-step studies, target setting). */
  evaluationSteps: z.array(z.int().positive()).optional(),
  /** Neither budget nor cap stops the trial: steps do (fixed-step studies, target setting). */
  ignoreBudget: z.boolean().optional(),
  /** What target setting asks otherwise than the workload's card: the validation target, the step hint, to go on when the target is met. */
  target: z.number().optional(),
  stepHint: z.int().positive().optional(),
  continueAfterTarget: z.boolean().optional(),
});
export type TrialJob = z.infer<typeof trialJobSchema>;
