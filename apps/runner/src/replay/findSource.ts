import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { type SubmissionSource, submissionSourceSchema } from "@steepest/core/schema/sourceFiles.ts";
import { referenceFiles } from "@steepest/core/submission/node/referenceFiles.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { readText } from "../files/wholeFiles.ts";
import { referenceDirectory } from "../run/baseline.ts";
import { sourceFileName } from "../run/claimRun.ts";
import { readSubmission } from "../submission/readSubmission.ts";

/** How far above a record `submission.json` of its run is looked for: `records/` lies in the run's folder. */
const levels = 3;

/**
 * The source of a record's submission version: the path given, else the run's own copy above the record, else the
 * reference submission that has this version.
 */
export function findSource(
  version: string,
  recordPath: string,
  given: string | undefined,
  cwd: string,
): SubmissionSource {
  const candidates =
    given === undefined ? [...besideRecord(recordPath), ...references()] : [readSubmission(given, cwd)];
  const found = candidates.find((source) => submissionVersion(source) === version);
  if (found !== undefined) return found;
  throw new UserError({
    code: "source-not-found",
    what:
      given === undefined
        ? `The source of version ${version.slice(0, 12)} was not found.`
        : `${given} is not the version that the record is of.`,
    details:
      given === undefined
        ? "Looked beside the record and among the reference submissions."
        : `The record has ${version.slice(0, 12)}, ${given} is ${candidates.map((source) => submissionVersion(source).slice(0, 12)).join()}.`,
    solution: "Give the very files that were run: --submission PATH.",
  });
}

function* besideRecord(recordPath: string): Generator<SubmissionSource> {
  let folder = dirname(recordPath);
  for (let level = 0; level < levels; level++, folder = dirname(folder)) {
    const path = join(folder, sourceFileName);
    if (!existsSync(path)) continue;
    const text = readText(path);
    const parsed = submissionSourceSchema.safeParse(parseJson(text));
    if (parsed.success) yield parsed.data;
  }
}

/** Undefined for what is no JSON: a file of that name that no run wrote, or one that was cut off. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function* references(): Generator<SubmissionSource> {
  if (!existsSync(referenceDirectory)) return;
  for (const file of referenceFiles(referenceDirectory).values())
    yield readSubmission(file, referenceDirectory);
}
