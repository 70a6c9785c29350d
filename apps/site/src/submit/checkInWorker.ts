import type { CheckReport } from "@steepest/core/harness/checkSubmission.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import type { CheckAnswer } from "./checkWorker.ts";

const deadlineMilliseconds = 90_000;

/** Runs `check` in a Web Worker of its own, which is ended afterwards whatever it did. */
export async function checkInWorker(source: SubmissionSource): Promise<CheckReport> {
  const worker = new Worker(new URL("./checkWorker.ts", import.meta.url), { type: "module" });
  try {
    const answer = await new Promise<CheckAnswer>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error("The check did not finish within 90 s.")),
        deadlineMilliseconds,
      );
      worker.onmessage = (event: MessageEvent<CheckAnswer>) => {
        clearTimeout(timer);
        resolve(event.data);
      };
      worker.onerror = (event) => {
        clearTimeout(timer);
        reject(new Error(event.message || "The check could not be loaded."));
      };
      worker.postMessage(source);
    });
    if ("failure" in answer) throw new Error(answer.failure);
    return answer.report;
  } finally {
    worker.terminate();
  }
}
