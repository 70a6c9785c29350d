import { existsSync } from "node:fs";
import { join } from "node:path";
import { type SubmissionSource, submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { readJsonFile } from "../files/readJsonFile.ts";
import { writeWhole } from "../files/wholeFiles.ts";

/** The file beside the records that holds the source, entry included: by it `replay` finds what was run. */
export const sourceFileName = "submission.json";

/**
 * Takes a folder for a run: a new one, or one of the same submission version, which is then resumed (true). Another
 * version's run is never written over. The source is left in it, for people under `source/` and for `replay`.
 */
export function claimRun(out: string, source: SubmissionSource): boolean {
  const file = join(out, sourceFileName);
  if (existsSync(file)) {
    const kept = readJsonFile(file, out, submissionSourceSchema, "the source of a run");
    if (submissionVersion(kept) === submissionVersion(source)) return true;
    throw new UserError({
      code: "other-run",
      what: `${out} holds the run of another version of a submission.`,
      details: "A run is resumed only with the very files that it was started with.",
      solution: "Give another folder by --out, or leave --out away for a new one.",
    });
  }
  for (const [path, text] of Object.entries(source.files)) {
    writeWhole(join(out, "source", path), text);
  }
  writeWhole(file, `${JSON.stringify(source, null, 2)}\n`);
  return false;
}
