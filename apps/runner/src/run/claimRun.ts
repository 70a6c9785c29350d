import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { type SubmissionSource, submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { readJsonFile } from "../files/readJsonFile.ts";
import { writeWhole } from "../files/wholeFiles.ts";
import { claimFolder, type FolderSettings } from "./claimFolder.ts";
import type { PlannedSubmission } from "./runPlan.ts";

/** The file beside the records that holds the source, entry included: by it `replay` finds what was run. */
export const sourceFileName = "submission.json";

export interface ClaimedRun {
  /** Whether it goes on from an earlier start. */
  readonly resumed: boolean;
  /** Where the records of each submission go, in their order. */
  readonly folders: readonly string[];
}

/**
 * Takes a folder for a run: a new one, or one of the same settings and the same versions, which is then resumed. Another run is never
 * written over. One submission lies in the folder itself; of several each has a folder in it, called by its name. Nothing is written
 * before all is known to fit.
 */
export function claimRun(
  out: string,
  submissions: readonly PlannedSubmission[],
  settings: FolderSettings,
): ClaimedRun {
  const isOne = submissions.length === 1;
  const folders = submissions.map(({ manifest }) => (isOne ? out : join(out, manifest.name)));
  for (const [index, { source }] of submissions.entries()) refuseOtherVersion(folders[index] ?? out, source);
  const resumed = claimFolder(
    out,
    { ...settings, submissions: isOne ? "one" : "several" },
    isOne ? [sourceFileName] : [],
  );
  for (const [index, { source }] of submissions.entries()) keepSource(folders[index] ?? out, source);
  return { resumed, folders };
}

/** Throws where the folder holds the run of another version, which is never written over; true where it holds that of this one. */
function refuseOtherVersion(out: string, source: SubmissionSource): boolean {
  const file = join(out, sourceFileName);
  if (!existsSync(file)) return false;
  const kept = readJsonFile(file, out, submissionSourceSchema, "the source of a run");
  if (submissionVersion(kept) === submissionVersion(source)) return true;
  throw new UserError({
    code: "other-run",
    what: `${out} holds the run of another version of a submission.`,
    details: "A run is resumed only with the very files that it was started with.",
    solution: "Give another folder by --out, or leave --out away for a new one.",
  });
}

/** Leaves the source in a run's folder, for `replay` and, under `source/`, for people. */
function keepSource(out: string, source: SubmissionSource): void {
  if (refuseOtherVersion(out, source)) return;
  writeWhole(join(out, sourceFileName), `${JSON.stringify(source, null, 2)}\n`);
  for (const [path, text] of Object.entries(source.files)) {
    writeWhole(join(out, "source", path), text);
  }
}
