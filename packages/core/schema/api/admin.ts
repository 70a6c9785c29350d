import { z } from "zod";
import { plainText } from "../plainText.ts";
import { queueDepthSchema } from "./health.ts";
import { auditSchema } from "./trust.ts";

const time = z.iso.datetime();

/** One row of GET /v1/events: what happened, and to what. */
export const eventSchema = z.object({
  id: z.int(),
  at: time,
  kind: z.string(),
  user: z.string().nullable(),
  entry: z.string().nullable(),
  trial: z.string().nullable(),
  /** Its id. */
  runner: z.string().nullable(),
  /** Which lease of the trial it is of. */
  attempt: z.int().nullable(),
  detail: z.string().nullable(),
});
export type EventView = z.infer<typeof eventSchema>;

/** GET /v1/admin/queue. */
export const adminQueueSchema = z.object({
  classes: z.array(
    queueDepthSchema.extend({
      runnersUp: z.int(),
      /** Why nothing moves; null where something does. */
      reason: z.string().nullable(),
    }),
  ),
  /** Open entries, the oldest first. */
  entries: z.array(
    z.object({
      id: z.string(),
      submission: z.string(),
      owner: z.string(),
      board: z.string(),
      createdAt: time,
      planned: z.int(),
      finished: z.int(),
      leased: z.int(),
      quarantined: z.int(),
    }),
  ),
});
export type AdminQueue = z.infer<typeof adminQueueSchema>;

export const trialStateSchema = z.enum(["stuck", "quarantined", "leased"]);

/** One row of GET /v1/admin/trials. */
export const adminTrialSchema = z.object({
  id: z.string(),
  entry: z.string(),
  submission: z.string(),
  workload: z.string(),
  study: z.int(),
  trial: z.int(),
  hardwareClass: z.string(),
  status: z.string(),
  attempt: z.int(),
  crashes: z.int(),
  /** Its name. */
  runner: z.string().nullable(),
  leasedAt: time.nullable(),
  leaseExpiresAt: time.nullable(),
  reason: z.string().nullable(),
});
export type AdminTrial = z.infer<typeof adminTrialSchema>;

/** One row of GET /v1/admin/runners. */
export const adminRunnerSchema = z.object({
  id: z.string(),
  name: z.string(),
  owner: z.string(),
  hardwareClass: z.string(),
  state: z.enum(["up", "away", "draining", "banned", "void"]),
  /** Leases that stand. */
  holds: z.int(),
  lastSeenAt: time,
  /** Why it is banned. */
  reason: z.string().nullable(),
});
export type AdminRunner = z.infer<typeof adminRunnerSchema>;

/** One row of GET /v1/admin/users. */
export const adminUserSchema = z.object({
  name: z.string(),
  isAdmin: z.boolean(),
  createdAt: time,
  submissions: z.int(),
  openEntries: z.int(),
  runners: z.int(),
  tokens: z.int(),
  bannedAt: time.nullable(),
  reason: z.string().nullable(),
});
export type AdminUser = z.infer<typeof adminUserSchema>;

export const auditStateSchema = z.enum(["open", "mismatch", "match", "unfinished"]);

/** One row of GET /v1/admin/audits. */
export const adminAuditSchema = auditSchema.extend({
  trial: z.string(),
  entry: z.string(),
  submission: z.string(),
  workload: z.string(),
});
export type AdminAudit = z.infer<typeof adminAuditSchema>;

const reason = plainText(3, 1000);

export const giveUpSchema = z.strictObject({ reason });

/** POST /v1/admin/runners/:id. */
export const runnerActionSchema = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("drain") }),
  z.strictObject({ action: z.literal("resume") }),
  z.strictObject({ action: z.literal("ban"), reason }),
  z.strictObject({ action: z.literal("unban") }),
]);
export type RunnerAction = z.infer<typeof runnerActionSchema>;

/** POST /v1/admin/users/:name. */
export const userActionSchema = z.discriminatedUnion("action", [
  z.strictObject({ action: z.literal("ban"), reason }),
  z.strictObject({ action: z.literal("unban") }),
]);
export type UserAction = z.infer<typeof userActionSchema>;

/** POST /v1/admin/entries/:id. */
export const entryActionSchema = z.strictObject({ action: z.enum(["hide", "show"]) });

/** POST /v1/admin/orphans. */
export const orphansRequestSchema = z.strictObject({
  /** Where the last answer said to go on. */
  after: z.string().max(2000).optional(),
  /** Without it they are counted only. */
  delete: z.boolean().default(false),
});

export const orphansSchema = z.object({
  /** Objects that were looked at. */
  looked: z.int(),
  orphans: z.int(),
  bytes: z.int(),
  deleted: z.boolean(),
  /** Null where all were looked at. */
  after: z.string().nullable(),
});
export type Orphans = z.infer<typeof orphansSchema>;
