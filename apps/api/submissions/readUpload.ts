import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { SubmissionError } from "@steepest/core/sandbox/submissionError.ts";
import { validateSource } from "@steepest/core/sandbox/validateSource.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { ApiProblem } from "../http/apiProblem.ts";

/** The version that a source is. Throws a 422 problem that points into the source. */
export function versionOfUpload(source: SubmissionSource): Promise<string> {
  return pointing(source, async () => {
    validateSource(source);
    return submissionVersion(source);
  });
}

/** The manifest as the sandbox reads it. Throws a 422 problem that points into the source. */
export const readUpload = (source: SubmissionSource, engine: QuickJSWASMModule): Promise<Manifest> =>
  pointing(source, () => readManifest(source, engine));

async function pointing<Result>(source: SubmissionSource, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof SubmissionError)) throw error;
    const place = [error.file, error.line, error.column].filter(
      (part) => part !== null && part !== undefined,
    );
    throw new ApiProblem(422, error.code, {
      title: "The submission does not load.",
      detail: error.message,
      solution: error.solution,
      errors: [{ path: place.join(":") || source.entry, message: error.message }],
    });
  }
}
