import { z } from "zod";

/** Most a submission may weigh, in UTF-8 bytes over all its files. */
export const maxSourceBytes = 64 * 1024;

/** A path inside a submission: relative, forward slashes, `.ts`, `.js`, `.mjs` or `.json`. */
export const sourcePathSchema = z
  .string()
  .max(200)
  .regex(
    /^(?![./])(?!.*\/[./])[A-Za-z0-9_\-./]+\.(ts|js|mjs|json)$/,
    "must be a relative path with forward slashes that ends in .ts, .js, .mjs or .json",
  );

/** The source of one submission version: every file by its path, and the one that exports the submission. */
export const submissionSourceSchema = z
  .strictObject({
    entry: sourcePathSchema,
    files: z.record(sourcePathSchema, z.string()),
  })
  .refine((source) => source.entry in source.files, {
    path: ["entry"],
    message: "names a file that is not among `files`",
  });
export type SubmissionSource = z.infer<typeof submissionSourceSchema>;
