import { wallClock } from "../../packages/core/harness/clock.ts";
import { runTrial, type TrialOptions } from "../../packages/core/harness/runTrial.ts";
import { trialOptions } from "../../packages/core/harness/testing/trialFixture.ts";
import type { SandboxLimits } from "../../packages/core/sandbox/limits.ts";
import type { TrialRecord } from "../../packages/core/schema/record.ts";
import type { SubmissionSource } from "../../packages/core/schema/sourceFiles.ts";
import { cheatWorkload } from "./cheatWorkload.ts";

/** Small enough that every bomb goes off at once. */
export const tightLimits: Partial<SandboxLimits> = {
  guestMemoryBytes: 16 * 2 ** 20,
  callSeconds: 30,
  hostCallsPerCall: 2000,
  tensorBytes: 4 * 2 ** 20,
  consoleCharacters: 4000,
};

/** What all cheats share: one engine and one data set, because a cheat must not spoil them for the next submission. */
export const openCheatLab = (): Promise<TrialOptions> =>
  trialOptions({
    workload: cheatWorkload,
    clock: wallClock,
    budgetSeconds: 60,
    hyperparameters: { lr: 0.1 },
    evaluationSteps: [1, 2, 3],
    maxSteps: 3,
    limits: tightLimits,
  });

/** Three steps, evaluated at each of them. */
export const runCheat = (
  lab: TrialOptions,
  source: SubmissionSource,
  overrides: Partial<TrialOptions> = {},
): Promise<TrialRecord> => runTrial({ ...lab, source, ...overrides });

/** One file with a whole submission in it. */
export const oneFile = (text: string, entry = "submission.ts"): SubmissionSource => ({
  entry,
  files: { [entry]: text },
});
