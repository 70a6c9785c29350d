import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { loadEngine } from "../../sandbox/loadEngine.ts";
import { Sandbox } from "../../sandbox/sandbox.ts";
import type { PriceList } from "../../schema/priceList.ts";
import type { SubmissionSource } from "../../schema/sourceFiles.ts";
import type { LoadedWorkload, Workload } from "../../workload/workload.ts";
import { wallClock } from "../clock.ts";
import { WorkloadProblem } from "../workloadProblem.ts";
import { hyperparameters } from "./handWritten.ts";

/** What a benchmark tells a problem of the trial that there is none of. */
export const benchFacts = ({ card }: Workload) =>
  ({
    hyperparameters,
    stepHint: 1000,
    budget: 3600,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: card.loss.type,
  }) as const;

/** A submission's step as a trial makes it, inside the sandbox, priced or not, on a problem of its own. */
export async function sandboxedStep(
  workload: Workload,
  loaded: LoadedWorkload,
  source: SubmissionSource,
  prices?: PriceList,
): Promise<{ readonly step: () => Promise<void>; readonly dispose: () => void }> {
  const own = prices?.workloads[workload.card.id] ?? null;
  const problem = new WorkloadProblem(workload, loaded, keyFromSeed(1), benchFacts(workload), own);
  const sandbox = new Sandbox({
    engine: await loadEngine(),
    source,
    problem,
    key: deriveKey(keyFromSeed(1), "submission"),
    now: wallClock.wall,
    elapsed: () => 0,
    ...(prices ? { prices } : {}),
  });
  await sandbox.init();
  let step = 0;
  return {
    step: () => sandbox.step(++step),
    dispose() {
      sandbox.dispose();
      problem.dispose();
    },
  };
}
