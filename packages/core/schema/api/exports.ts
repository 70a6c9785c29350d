import { z } from "zod";

/** Which records an export has. `claimed` are those that no audit has confirmed, self-reported ones among them. */
export const exportTrustSchema = z.enum(["verified", "claimed", "all"]);
export type ExportTrust = z.infer<typeof exportTrustSchema>;

/**
 * GET /v1/export: what the platform says of a record, as the last field `provenance` of its line. Without it, the line is the record as it was reported,
 * byte for byte; readers of records leave fields out that they do not know.
 */
export const provenanceSchema = z.object({
  trial: z.string(),
  entry: z.string(),
  /** Of the record as it was reported. */
  sha256: z.string(),
  trust: z.enum(["verified", "claimed", "self-reported"]),
  /** Whose runner reported it, or who uploaded it. */
  owner: z.string().nullable(),
  /** The audit that gave the same, and who did it. */
  audit: z.object({ id: z.string(), owner: z.string().nullable() }).nullable(),
  /** Where its signed receipt is; null where the platform signs none. */
  receipt: z.string().nullable(),
});
export type Provenance = z.infer<typeof provenanceSchema>;

/** GET /v1/export: in place of a record that counts but whose body the platform lacks. */
export const exportMissingSchema = z.object({
  format: z.literal("steepest-export-missing/1"),
  trial: z.string(),
  /** Of the record's body. */
  sha256: z.string(),
  reason: z.string(),
});

const trailer = {
  board: z.string(),
  /** Lines before this one, by kind, of this part. */
  records: z.int().nonnegative(),
  missing: z.int().nonnegative(),
  /** SHA-256 of all bytes of this part before this line. */
  sha256: z.string(),
  /** Null from platforms that did not say. */
  trust: exportTrustSchema.nullable().default(null),
  /** Records of this part's range that count, but are of another trust than was asked for. */
  leftOut: z.int().nonnegative().default(0),
  /** What a reader should know of this choice. */
  note: z.string().nullable().default(null),
  /** What this part was asked for with. */
  after: z.string().nullable().default(null),
};

/** GET /v1/export: the last line of an export, or of its only part. An export without it broke off. */
export const exportEndSchema = z.object({
  format: z.literal("steepest-export-end/1"),
  ...trailer,
  next: z.null().default(null),
});

/** GET /v1/export: the last line of a part after which there are others. A reader that knows of no parts takes it for a broken record, and not the part for the whole. */
export const exportPartSchema = z.object({
  format: z.literal("steepest-export-part/1"),
  ...trailer,
  /** What the next part is asked for with, as `after`. */
  next: z.string(),
});

export const exportTrailerSchema = z.discriminatedUnion("format", [exportEndSchema, exportPartSchema]);

export type ExportMissing = z.infer<typeof exportMissingSchema>;
export type ExportTrailer = z.infer<typeof exportTrailerSchema>;
