import { trialText } from "@steepest/core/score/wantedTrial.ts";
import { machineKey } from "../run/machineKey.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import { wantedOf } from "../trial/wantedOf.ts";

/** Equal for jobs that are the same measurement, so that a kept result stands for running it again; which number its point has there does not matter. */
export const trialKey = (job: LocalTrialJob): string =>
  JSON.stringify([trialText({ ...wantedOf(job), trial: 0 }), machineKey(job.environment)]);
