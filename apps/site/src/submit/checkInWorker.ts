import type { CheckReport } from "@steepest/core/harness/checkSubmission.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { callWorker } from "../play/callWorker.ts";
import type { TrialFunctions } from "../play/trialWorker.ts";

const deadlineMilliseconds = 90_000;

/** Runs `check` in a Web Worker of its own, which is ended afterwards whatever it did. The engine is that of trials: what the playground has loaded is loaded. */
export async function checkInWorker(source: SubmissionSource): Promise<CheckReport> {
  const worker = new Worker(new URL("../play/trialWorker.ts", import.meta.url), { type: "module" });
  const deadline = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => deadline.reject(new Error("The check did not finish within 90 s.")),
    deadlineMilliseconds,
  );
  try {
    const call = callWorker<TrialFunctions>(worker);
    const check = call.open("wasm").then(() => call.check(source));
    return await Promise.race([check, deadline.promise]);
  } finally {
    clearTimeout(timer);
    worker.terminate();
  }
}
