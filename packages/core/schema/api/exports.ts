import { z } from "zod";

/** GET /v1/export: in place of a record that counts but whose body the platform lacks. */
export const exportMissingSchema = z.object({
  format: z.literal("steepest-export-missing/1"),
  trial: z.string(),
  /** Of the record's body. */
  sha256: z.string(),
  reason: z.string(),
});

/** GET /v1/export: the last line. An export without it broke off. */
export const exportEndSchema = z.object({
  format: z.literal("steepest-export-end/1"),
  board: z.string(),
  /** Lines before this one, by kind. */
  records: z.int().nonnegative(),
  missing: z.int().nonnegative(),
  /** SHA-256 of all bytes before this line. */
  sha256: z.string(),
});

export type ExportMissing = z.infer<typeof exportMissingSchema>;
export type ExportEnd = z.infer<typeof exportEndSchema>;
