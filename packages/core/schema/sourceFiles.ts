import { z } from "zod";

/** Most a submission may weigh, in UTF-8 bytes over all its files. */
export const maxSourceBytes = 64 * 1024;

/** Most files that a submission may have. */
export const maxSourceFiles = 64;

/** A path inside a submission: relative, forward slashes, `.ts`, `.js`, `.mjs` or `.json`. */
export const sourcePathSchema = z
  .string()
  .max(200, "must have 200 characters at most")
  .regex(
    /^(?![./])(?!.*\/[./])[A-Za-z0-9_\-./]+\.(ts|js|mjs|json)$/,
    "must be a relative path of letters A–Z, digits, `_`, `-` and `.`, with forward slashes, that ends in .ts, .js, .mjs or .json",
  );

/** The source of one submission version: every file by its path, and the one that exports the submission. */
export const submissionSourceSchema = z
  .strictObject({
    entry: sourcePathSchema,
    files: z.record(sourcePathSchema, z.string(), {
      // Of a bad key zod says no more than "Invalid key in record".
      error: (issue) =>
        issue.code === "invalid_key"
          ? `the path ${JSON.stringify(issue.input)} ${issue.issues[0]?.message}`
          : undefined,
    }),
  })
  .refine((source) => Object.hasOwn(source.files, source.entry), {
    path: ["entry"],
    message: "names a file that is not among `files`",
  });
export type SubmissionSource = z.infer<typeof submissionSourceSchema>;
