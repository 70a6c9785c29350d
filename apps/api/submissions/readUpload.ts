import { SubmissionError } from "@steepest/core/sandbox/submissionError.ts";
import { validateSource } from "@steepest/core/sandbox/validateSource.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import type { Bindings } from "../bindings.ts";
import type { Highlighting } from "../reader/reading.ts";
import { refusalOf } from "../reader/refusalOf.ts";
import { askReader, readOrThrow } from "./askReader.ts";

/** The version that a source is. Throws a 422 problem that points into the source. Its limits are checked here, by counting: nothing is parsed. */
export function versionOfUpload(source: SubmissionSource): string {
  try {
    validateSource(source);
  } catch (error) {
    if (!(error instanceof SubmissionError)) throw error;
    readOrThrow({ state: "refused", refusal: refusalOf(error) }, source.entry);
  }
  return submissionVersion(source);
}

export interface ReadUpload {
  readonly manifest: Manifest;
  readonly highlighting: Highlighting;
}

/** What the reader makes of a source. Throws a 422 problem that points into the source. */
export async function readUpload(
  reader: Bindings["READER"],
  source: SubmissionSource,
  user: string,
): Promise<ReadUpload> {
  const reading = await askReader(reader, { source, evaluate: true, turn: `user ${user}` });
  const { manifest, highlighting } = readOrThrow(reading, source.entry);
  if (manifest === null) throw new Error("the reader gave no manifest though it was to evaluate");
  return { manifest, highlighting };
}
