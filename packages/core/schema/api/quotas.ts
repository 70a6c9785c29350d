import { z } from "zod";

/** What a user may have; null: any number. */
export const quotaSchema = z.object({
  /** Uploaded on one day, in UTC. */
  versionsPerDay: z.int().nonnegative().nullable(),
  /** Entries with trials to run, at one time. */
  openEntries: z.int().nonnegative().nullable(),
  /** Of sources and of records that they have uploaded themselves. */
  storedBytes: z.int().nonnegative().nullable(),
});
export type Quota = z.infer<typeof quotaSchema>;

/** POST /v1/users/{name}/quota (admin): what is left out, or all of it where the body is `{}`, is as for everybody. */
export const setQuotaSchema = quotaSchema.partial().strict();
export type SetQuota = z.infer<typeof setQuotaSchema>;

/** GET /v1/users/{name}/quota */
export const quotaViewSchema = z.object({
  user: z.string(),
  /** What holds for them. An admin's quota has no limits. */
  quota: quotaSchema,
  /** What an admin has set for them. */
  set: quotaSchema.partial(),
  used: z.object({ versionsPerDay: z.int(), openEntries: z.int(), storedBytes: z.int() }),
});
export type QuotaView = z.infer<typeof quotaViewSchema>;
