import { environmentSchema } from "@steepest/core/schema/environment.ts";
import { findingSchema, labTaskSchema, subjectSchema } from "@steepest/core/schema/labFile.ts";
import { submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";
import { z } from "zod";
import { refusalSchema } from "../trial/answerParent.ts";

/** A task with all that its process needs. */
export const labJobSchema = z.strictObject({
  instrument: z.string(),
  workload: z.string(),
  subjects: z.array(subjectSchema),
  studies: z.int().positive(),
  seed: z.int().nonnegative(),
  options: z.record(z.string(), z.array(z.number())),
  words: z.record(z.string(), z.string().nullable()),
  task: labTaskSchema,
  /** Of the task's subject. */
  source: submissionSourceSchema,
  environment: environmentSchema,
  dataDirectory: z.string(),
});
export type LabJob = z.infer<typeof labJobSchema>;

/** What a task's process tells its parent. It held a submission's code: nothing of it is believed unchecked. */
export const fromLabSchema = z.union([
  z.strictObject({ type: z.literal("ready") }),
  z.strictObject({ type: z.literal("progress"), share: z.number() }),
  z.strictObject({ type: z.literal("found"), finding: findingSchema }),
  refusalSchema.extend({ type: z.literal("refused") }),
]);
export type FromLab = z.infer<typeof fromLabSchema>;
