import { openBackend } from "@steepest/core/backend/openBackend.ts";
import { type CheckReport, checkSubmission } from "@steepest/core/harness/checkSubmission.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";

export type CheckAnswer = { readonly report: CheckReport } | { readonly failure: string };

/** Checks one submission, apart from the page so that a guest's endless loop cannot freeze it. */
addEventListener("message", async (event: MessageEvent<SubmissionSource>) => {
  let answer: CheckAnswer;
  try {
    // Twenty tiny steps need no speed: the cpu backend spares the visitor a download.
    const [engine, backend] = await Promise.all([loadEngine(), openBackend("cpu")]);
    answer = { report: await checkSubmission(event.data, { engine, backend }) };
  } catch (error) {
    answer = { failure: error instanceof Error ? error.message : String(error) };
  }
  postMessage(answer);
});
