import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import { SubmissionError } from "@steepest/core/sandbox/submissionError.ts";
import { validateSource } from "@steepest/core/sandbox/validateSource.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { highlightRuns } from "./highlightRuns.ts";
import { type Reading, readRequestSchema } from "./reading.ts";
import { refusalOf } from "./refusalOf.ts";

/** Within the memory that a Worker has, so that most bombs end by an error that names their line. */
const limits = { guestMemoryBytes: 64 * 2 ** 20 };

/**
 * All that is ever parsed of a submission on a platform: its modules are stripped of types and evaluated for the manifest, its
 * files are cut into tokens. Whoever calls this can be killed meanwhile: strangers' text may take for ever here, and memory.
 */
export async function readSubmission(
  request: unknown,
  loadEngine: () => Promise<QuickJSWASMModule>,
): Promise<Reading> {
  const { source, evaluate } = readRequestSchema.parse(request);
  try {
    validateSource(source);
    const manifest = evaluate ? await readManifest(source, await loadEngine(), limits) : null;
    return { state: "read", manifest, highlighting: highlightRuns(source.files) };
  } catch (error) {
    if (!(error instanceof SubmissionError)) throw error;
    return { state: "refused", refusal: refusalOf(error) };
  }
}
