import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { SearchSpace } from "@steepest/core/schema/searchSpace.ts";
import { orderPoints, scorePoints } from "@steepest/core/score/calibration/scorePoints.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { type CalibrationPlan, planCalibration } from "../src/calibrate/calibrationPlan.ts";
import { pointTrial } from "../src/calibrate/pointTrial.ts";
import type { FinishedCalibration } from "../src/calibrate/runCalibration.ts";
import { exampleEnvironment, exampleJob } from "./exampleJob.ts";
import { exampleRecord } from "./exampleRecord.ts";

export const exampleSpace: SearchSpace = {
  lr: { min: 1e-4, max: 1e-1, scaling: "log" },
  schedule: { feasible_points: ["cosine", "<b>wsd</b>"] },
  eps: { feasible_points: [1e-8] },
};

/** A plan for the smoke suite, with one study. */
export function examplePlan(
  options: Partial<Parameters<typeof planCalibration>[0]> & { readonly space?: SearchSpace } = {},
): CalibrationPlan {
  const { space = exampleSpace, ...given } = options;
  return planCalibration({
    submission: {
      source: exampleJob.source,
      version: exampleJob.version,
      manifest: { name: "example", ruleset: "external", hyperparameters: space },
    },
    suite: suite("smoke"),
    points: 6,
    list: 1,
    studies: 1,
    seed: 1,
    budget: 1,
    environment: exampleEnvironment,
    ...given,
  });
}

/** A finished calibration of which every point took the given seconds; null: not reached. */
export function exampleFinished(
  plan: CalibrationPlan,
  seconds: readonly (number | null)[],
): FinishedCalibration {
  const records = seconds.map((time, trial): TrialRecord => ({ ...exampleRecord({ seconds: time }), trial }));
  const scores = scorePoints({
    points: plan.points.length,
    workloads: plan.suite.workloads,
    rMax: plan.suite.rMax,
    trials: records.map((record) => pointTrial(record, "wall")),
  });
  return { scores: orderPoints(scores), ran: [plan.points.map((_, point) => point)], records };
}
