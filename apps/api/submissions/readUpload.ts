import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { SubmissionError } from "@steepest/core/sandbox/submissionError.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { ApiProblem } from "../http/apiProblem.ts";

/** The manifest as the sandbox reads it. Throws a 422 problem that points into the source. */
export async function readUpload(source: SubmissionSource, engine: QuickJSWASMModule): Promise<Manifest> {
  try {
    return await readManifest(source, engine);
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
