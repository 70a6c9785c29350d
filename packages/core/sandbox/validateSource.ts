import { z } from "zod";
import { maxSourceBytes, type SubmissionSource, submissionSourceSchema } from "../schema/sourceFiles.ts";
import { SubmissionError } from "./submissionError.ts";

/** Checks paths, entry and size of a source. Throws SubmissionError `source-invalid`. */
export function validateSource(source: SubmissionSource): void {
  const parsed = submissionSourceSchema.safeParse(source);
  if (!parsed.success) {
    throw new SubmissionError({
      code: "source-invalid",
      message: `the source files are not valid: ${z.prettifyError(parsed.error)}`,
      solution: "Give every file by a relative path and name the one that exports the submission as `entry`.",
    });
  }
  const encoder = new TextEncoder();
  const bytes = Object.values(source.files).reduce((sum, text) => sum + encoder.encode(text).length, 0);
  if (bytes > maxSourceBytes) {
    throw new SubmissionError({
      code: "source-invalid",
      message: `the source has ${(bytes / 2 ** 20).toFixed(1)} MiB, the limit is ${maxSourceBytes / 2 ** 10} KiB`,
      solution:
        "A submission is an algorithm, not data: leave tables and comments that it does not need out.",
    });
  }
  for (const [path, text] of Object.entries(source.files)) {
    if (text.includes("\u0000") || text.includes("\ufffd")) {
      throw new SubmissionError({
        code: "source-invalid",
        message: "the file is not UTF-8 text",
        solution: "Save it as UTF-8 without NUL or replacement characters.",
        file: path,
      });
    }
  }
}
