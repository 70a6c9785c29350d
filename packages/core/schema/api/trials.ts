import { z } from "zod";
import { trialViewSchema } from "./entries.ts";
import { auditSchema, trustSchema, withdrawnSchema } from "./trust.ts";

/** GET /v1/trials/:id: a trial with where it belongs and, once it has finished, where its record is. */
export const trialDetailSchema = trialViewSchema.extend({
  submission: z.string(),
  version: z.string(),
  board: z.string(),
  /** Of its record (null without one): `claimed` or `verified` by an audit. */
  trust: trustSchema.nullable(),
  /** Whether its class's bits are deterministic, so that another machine can confirm it. */
  auditable: z.boolean(),
  /** Newest first. */
  audits: z.array(auditSchema),
  /** Records that counted once, newest first. */
  withdrawn: z.array(withdrawnSchema),
  /** SHA-256 and size of the record's body (GET /v1/trials/:id/record); null until there is one. */
  record: z.object({ sha256: z.string(), bytes: z.int() }).nullable(),
});
export type TrialDetail = z.infer<typeof trialDetailSchema>;
