import { z } from "zod";
import { trustSchema } from "./api/trust.ts";

/** What a platform says of a record, and signs: whose it is, what it was made of, and how far it was confirmed by then. */
export const statementSchema = z.strictObject({
  trial: z.string(),
  entry: z.string(),
  board: z.string(),
  /** SHA-256 of the record's JSON. */
  recordSha256: z.string(),
  submission: z.string(),
  /** Owner of the submission: with its name and the round's secret it gives the seed. */
  owner: z.string(),
  /** SHA-256 of the source files: the version. */
  sourceSha256: z.string(),
  hardwareClass: z.string(),
  /** Of what the trial was computed and priced with; null in records that are older than this field. */
  librarySha256: z.string().nullable(),
  prices: z.int().nullable(),
  trust: trustSchema,
  /** Whose runner reported it, or who uploaded it. */
  reporter: z.string().nullable(),
  /** Whose runner gave the same; null while it is claimed. */
  auditor: z.string().nullable(),
  seed: z.int().nonnegative(),
  /** SHA-256 of the round's secret that the entry's seed follows from. */
  seedCommitment: z.string().nullable(),
  issuedAt: z.iso.datetime(),
});
export type Statement = z.infer<typeof statementSchema>;

/** A statement with its Ed25519 signature (both in base64url) and, beside them, the record that it is of, as it was reported. */
export const receiptSchema = z.strictObject({
  format: z.literal("steepest-receipt/1"),
  statement: statementSchema,
  keyId: z.string(),
  publicKey: z.string(),
  signature: z.string(),
  record: z.unknown(),
});
export type Receipt = z.infer<typeof receiptSchema>;

/** A platform's public key. One that is retired signs no more; what it signed until then stays good. */
export const publicKeySchema = z.object({
  id: z.string(),
  /** Ed25519, 32 bytes in base64url. */
  publicKey: z.string(),
  from: z.iso.datetime(),
  until: z.iso.datetime().nullable(),
});
export type PublicKey = z.infer<typeof publicKeySchema>;

/** GET /v1/keys: newest first. */
export const publicKeysSchema = z.array(publicKeySchema);

/** The secret of a deployment: its keys, newest first, the first with its private half. */
export const signingKeysSchema = z
  .array(publicKeySchema.extend({ privateKey: z.string().optional() }))
  .min(1)
  .refine(([first]) => first?.privateKey !== undefined && first.until === null, {
    message: "the first key signs: it needs its privateKey, and no end",
  });
export type SigningKeys = z.infer<typeof signingKeysSchema>;

/** GET /v1/rounds: what the seeds and the draw of audits follow from. */
export const roundsSchema = z.object({
  /** SHA-256 of the secret of the round that runs; null where seeds are drawn without one. */
  commitment: z.string().nullable(),
  /** Rounds that have ended, with what was secret. */
  ended: z.array(z.object({ commitment: z.string(), secret: z.string() })),
});
export type Rounds = z.infer<typeof roundsSchema>;
