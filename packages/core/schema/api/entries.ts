import { z } from "zod";
import { boardIdSchema } from "../boardId.ts";
import { recordSchema } from "../record.ts";
import { hyperparameterPointSchema } from "../searchSpace.ts";
import { recordCountsSchema, trustSchema, voidedSchema } from "./trust.ts";

/** POST /v1/entries: enter a version on a board. */
export const createEntrySchema = z.strictObject({
  version: z.string(),
  /** `suite.ruleset.hardware-class`; the ruleset must be the submission's. */
  board: boardIdSchema,
  /** `self-reported` entries are filled by their owner's own records and shown apart. */
  trust: z.enum(["verified", "self-reported"]).default("verified"),
  /** The seed that a self-reported entry was run with. Verified entries draw their own. */
  seed: z.int().nonnegative().optional(),
  /** Its results are shown to its owner alone, until they publish it. */
  private: z.boolean().default(false),
});
export type CreateEntry = z.input<typeof createEntrySchema>;

export const entryStatusSchema = z.enum(["queued", "running", "complete", "cancelled"]);

export const entrySummarySchema = z.object({
  id: z.string(),
  submission: z.string(),
  version: z.string(),
  versionNumber: z.int().positive(),
  board: z.string(),
  trust: z.enum(["verified", "self-reported"]),
  /** Shown to its owner and admins only; once published never again. */
  private: z.boolean(),
  status: entryStatusSchema,
  /** `finished` counts every trial that has ended; `failed` those of them that failed, diverged or were quarantined. */
  trials: z.object({ total: z.int(), finished: z.int(), running: z.int(), failed: z.int() }),
  /** Of its trials' records. */
  records: recordCountsSchema.default({ claimed: 0, verified: 0 }),
  /** Why it counts no more; null where it does. */
  voided: voidedSchema.nullable().default(null),
  /** All seeds of its trials follow from it. */
  seed: z.int().nonnegative().optional(),
  /** SHA-256 of the round's secret that the seed follows from; null where it was given, or drawn without a secret. */
  seedCommitment: z.string().nullable().default(null),
  createdAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  /** When its owner withdrew it: it stays, and is ranked no more. */
  withdrawnAt: z.iso.datetime().nullable(),
});
export type EntrySummary = z.infer<typeof entrySummarySchema>;

/** Where a trial stands in the queue. `quarantined`: it is not tried again, unless an operator requeues it; `reason` says why. */
export const trialStatusSchema = z.enum(["queued", "leased", "finished", "cancelled", "quarantined"]);

/** What a runner last said of a running trial. */
export const trialProgressSchema = z.object({
  step: z.int(),
  chargedSeconds: z.number(),
  metric: z.number().nullable(),
});
export type TrialProgress = z.infer<typeof trialProgressSchema>;

export const trialViewSchema = z.object({
  id: z.string(),
  entry: z.string(),
  workload: z.string(),
  study: z.int(),
  trial: z.int(),
  seed: z.int(),
  hyperparameters: hyperparameterPointSchema,
  status: trialStatusSchema,
  attempt: z.int(),
  runner: z.string().nullable(),
  /** Of its record; null without one. */
  trust: trustSchema.nullable().default(null),
  progress: trialProgressSchema.nullable(),
  /** Kind of the record's outcome, once there is a record. */
  outcome: z.string().nullable(),
  /** Charged seconds to the target; null where it was not reached (yet). */
  timeToTargetSeconds: z.number().nullable(),
  chargedSeconds: z.number().nullable(),
  /** Why it is quarantined, or what its last attempt died of. */
  reason: z.string().nullable(),
});
export type TrialView = z.infer<typeof trialViewSchema>;

/** GET /v1/entries/:id; each server-sent event of GET /v1/entries/:id/events carries one of these, named `entry`. */
export const entryDetailSchema = entrySummarySchema.extend({
  trialGrid: z.array(trialViewSchema),
  /** True while audits of its records wait, run, or are still to be asked for: its claims may yet be verified. */
  auditing: z.boolean().default(false),
});
export type EntryDetail = z.infer<typeof entryDetailSchema>;

/** POST /v1/entries/:id/records: records that the owner made. All are taken or none. */
export const uploadRecordsSchema = z.strictObject({ records: z.array(recordSchema).min(1).max(100) });
