import { z } from "zod";
import { plainText } from "../plainText.ts";

/** How far a record can be relied on: as it was reported, or confirmed by an audit of another owner's runner. What is void counts no more. */
export const trustSchema = z.enum(["claimed", "verified"]);
export type Trust = z.infer<typeof trustSchema>;

/** How many of the records of an entry are of either kind. */
export const recordCountsSchema = z.object({ claimed: z.int(), verified: z.int() });

/** Why something counts no more, in public. `by` is null where an audit found it. */
export const voidedSchema = z.object({
  at: z.iso.datetime(),
  reason: z.string(),
  by: z.string().nullable(),
});

export const auditSchema = z.object({
  id: z.string(),
  reason: z.enum(["rank", "random", "challenge", "settle"]),
  /** Who challenged. */
  requestedBy: z.string().nullable(),
  requestedAt: z.iso.datetime(),
  status: z.enum(["queued", "leased", "finished", "withdrawn"]),
  /** `unfinished`: runners lost it three times, or prices or targets have changed since the record was made; it says nothing. */
  outcome: z.enum(["match", "mismatch", "unfinished"]).nullable(),
  /** Whose runner audited, once it has ended. */
  owner: z.string().nullable(),
  /** The first numbers that differ. */
  differences: z.array(z.object({ path: z.string(), recorded: z.unknown(), audited: z.unknown() })),
  endedAt: z.iso.datetime().nullable(),
});
export type Audit = z.infer<typeof auditSchema>;

/** A record that was withdrawn; its body stays at `GET /v1/trials/:id/record?sha256=…`. */
export const withdrawnSchema = z.object({
  sha256: z.string(),
  runner: z.string().nullable(),
  owner: z.string().nullable(),
  outcome: z.string(),
  timeToTargetSeconds: z.number().nullable(),
  reason: z.string(),
  withdrawnAt: z.iso.datetime(),
});

/** POST /v1/voids. */
export const voidRequestSchema = z.strictObject({
  kind: z.enum(["entry", "record", "runner", "user"]),
  subject: z.string(),
  /** Everybody reads it. */
  reason: plainText(3, 1000),
});
export type VoidRequest = z.infer<typeof voidRequestSchema>;

export const voidKindSchema = z.enum(["entry", "record", "runner", "uploads", "user"]);
export type VoidKind = z.infer<typeof voidKindSchema>;

/** One row of GET /v1/voids. */
export const voidSchema = voidedSchema.extend({
  id: z.int(),
  kind: voidKindSchema,
  /** An entry's, trial's or runner's id, or a user's name. */
  subject: z.string(),
  liftedAt: z.iso.datetime().nullable(),
});
export type VoidView = z.infer<typeof voidSchema>;
