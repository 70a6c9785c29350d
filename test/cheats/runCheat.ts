import { openBackend } from "../../packages/core/backend/openBackend.ts";
import { wallClock } from "../../packages/core/harness/clock.ts";
import { runTrial, type TrialOptions } from "../../packages/core/harness/runTrial.ts";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import type { SandboxLimits } from "../../packages/core/sandbox/limits.ts";
import type { TrialRecord } from "../../packages/core/schema/record.ts";
import type { SubmissionSource } from "../../packages/core/schema/sourceFiles.ts";
import { loadTiny, tinyWorkload } from "./tinyWorkload.ts";

/** Small enough that every bomb goes off at once. */
export const tightLimits: Partial<SandboxLimits> = {
  guestMemoryBytes: 16 * 2 ** 20,
  callSeconds: 0.5,
  hostCallsPerCall: 2000,
  tensorBytes: 4 * 2 ** 20,
  consoleCharacters: 4000,
};

const loaded = { workload: tinyWorkload, data: null as ReturnType<typeof loadTiny> | null };

/** What all trials of this folder share: the engine too, because a cheat must not spoil it for the next submission. */
export async function openCheatLab(): Promise<Pick<TrialOptions, "engine" | "backend" | "workload" | "loaded">> {
  const backend = await openBackend("wasm");
  loaded.data ??= loadTiny();
  return { engine: await loadEngine(), backend, workload: tinyWorkload, loaded: loaded.data };
}

/** Three steps on the tiny workload, evaluated at each of them. */
export function runCheat(
  lab: Awaited<ReturnType<typeof openCheatLab>>,
  source: SubmissionSource,
  overrides: Partial<TrialOptions> = {},
): Promise<TrialRecord> {
  return runTrial({
    ...lab,
    clock: wallClock,
    source,
    ruleset: "self",
    hyperparameters: { lr: 0.1 },
    study: 0,
    trial: 0,
    seed: 1,
    budgetSeconds: 60,
    evaluationPeriodSeconds: 1,
    evaluationSteps: [1, 2, 3],
    maxSteps: 3,
    limits: tightLimits,
    environment: {
      steepest: "0.1.0",
      backend: lab.backend.name,
      featureLevel: lab.backend.featureLevel,
      hardwareClass: "test",
      runtime: "test",
      os: "test",
      cpu: "test",
      cores: 1,
      memoryBytes: 1,
      gpu: null,
      jobs: 1,
      calibrationSeconds: null,
    },
    ...overrides,
  });
}

/** One file with a whole submission in it. */
export const oneFile = (text: string, entry = "submission.ts"): SubmissionSource => ({
  entry,
  files: { [entry]: text },
});
