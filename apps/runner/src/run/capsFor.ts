import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";
import { trialCap } from "@steepest/core/score/trialCap.ts";
import { trialResult } from "@steepest/core/score/trialResult.ts";
import { measureOf } from "@steepest/workloads/hardwareClasses.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";

/** The lossless cap of a trial (docs/scoring.md), given the records that the run has so far. Rows are submission versions. */
export const capsFor =
  (suite: Suite, ruleset: Ruleset, known: readonly TrialRecord[]) =>
  (job: LocalTrialJob, fresh: readonly TrialRecord[]): number | null =>
    trialCap({
      ruleset,
      rMax: suite.rMax,
      studies: suite.rulesets[ruleset].studies,
      workload: job.workload,
      submission: job.version,
      study: job.study,
      measure: measureOf(job.environment.hardwareClass),
      results: [...known, ...fresh].map((record) => trialResult(record, record.submission.version)),
    });
