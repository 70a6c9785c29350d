import { recordSchema } from "@steepest/core/schema/record.ts";
import { z } from "zod";
import { snapshotMessageSchema } from "../snapshots/snapshotMessage.ts";
import { trialJobSchema } from "./trialJob.ts";

/** What the parent tells a trial's process. */
export const toChildSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("start"),
    job: trialJobSchema,
    /** Wall seconds between two snapshots; null: none are taken. */
    snapshotSeconds: z.number().positive().nullable().default(null),
    resume: snapshotMessageSchema.nullable().default(null),
  }),
  z.strictObject({ type: z.literal("cap"), capSeconds: z.number().nullable() }),
  z.strictObject({ type: z.literal("cancel") }),
]);
export type ToChild = z.input<typeof toChildSchema>;

const progressSchema = z.strictObject({
  step: z.number(),
  chargedSeconds: z.number(),
  budgetSeconds: z.number(),
  trainLoss: z.number().nullable(),
  metric: z.number().nullable(),
  evaluations: z.number(),
  phase: z.enum(["load", "setup", "train", "evaluate"]),
});
export type ChildProgress = z.infer<typeof progressSchema>;

/** What a trial's process tells its parent. It held hostile code: nothing of it is believed unchecked. */
export const fromChildSchema = z.discriminatedUnion("type", [
  /** The process is up and waits for its job. */
  z.strictObject({ type: z.literal("ready") }),
  z.strictObject({ type: z.literal("progress"), progress: progressSchema }),
  /** What the submission printed since the last message. */
  z.strictObject({ type: z.literal("console"), lines: z.array(z.string()) }),
  z.strictObject({ type: z.literal("snapshot"), snapshot: snapshotMessageSchema }),
  z.strictObject({ type: z.literal("record"), record: recordSchema }),
  /** A user error before the trial began, such as missing data. */
  z.strictObject({
    type: z.literal("refused"),
    error: z.strictObject({
      code: z.string(),
      what: z.string(),
      details: z.string().nullable(),
      solution: z.string(),
    }),
  }),
]);
export type FromChild = z.infer<typeof fromChildSchema>;
