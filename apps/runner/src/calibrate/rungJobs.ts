import { calibrationSeed } from "@steepest/core/score/calibration/calibrationSeed.ts";
import type { Rung } from "@steepest/core/score/calibration/halvingPlan.ts";
import { createTrialJob } from "../trial/createTrialJob.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import type { CalibrationPlan } from "./calibrationPlan.ts";

/** The trials of one rung, workload by workload. The number of a trial is that of its point. */
export function rungJobs(
  plan: CalibrationPlan,
  rung: Rung,
  points: readonly number[],
  dataDirectory: string,
): LocalTrialJob[] {
  const { submission, environment, seed } = plan;
  return rung.workloads.flatMap((workload) =>
    rung.studies.flatMap((study) =>
      points.map((point) =>
        createTrialJob({
          planned: {
            workload,
            study,
            trial: point,
            seed: calibrationSeed(seed, workload, study),
            hyperparameters: plan.points[point] ?? {},
          },
          submission: submission.manifest.name,
          version: submission.version,
          source: submission.source,
          ruleset: submission.manifest.ruleset,
          environment,
          dataDirectory,
          budgetSeconds: plan.budgets.get(workload),
        }),
      ),
    ),
  );
}
