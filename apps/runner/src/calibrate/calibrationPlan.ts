import { UserError } from "@steepest/base/userError.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";
import { budgetOf } from "@steepest/core/schema/workloadCard.ts";
import { calibrationPoints } from "@steepest/core/score/calibration/calibrationPoints.ts";
import { halvingPlan, type Rung } from "@steepest/core/score/calibration/halvingPlan.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { basisOf } from "@steepest/workloads/hardwareClasses.ts";
import type { PlannedSubmission } from "../run/runPlan.ts";

/** Everything that is fixed before the first trial. */
export interface CalibrationPlan {
  readonly submission: PlannedSubmission;
  readonly suite: Suite;
  /** Charged seconds of a trial by workload; the cheapest workload first. */
  readonly budgets: ReadonlyMap<string, number>;
  readonly points: readonly HyperparameterPoint[];
  readonly list: number;
  readonly studies: number;
  readonly rungs: readonly Rung[];
  readonly seed: number;
  readonly environment: Environment;
}

/** A space that has a second point shows it among so many. */
const enough = 64;

/** Throws a UserError where there is nothing to choose from. */
export function planCalibration(options: {
  readonly submission: PlannedSubmission;
  readonly suite: Suite;
  readonly points: number;
  readonly list: number;
  readonly studies: number;
  readonly seed: number;
  /** Share of each workload's budget. */
  readonly budget: number;
  readonly environment: Environment;
}): CalibrationPlan {
  const { submission, suite, list, studies, seed, environment } = options;
  const { name, hyperparameters } = submission.manifest;
  const points = calibrationPoints(hyperparameters, options.points, seed);
  if (calibrationPoints(hyperparameters, enough, seed).length < 2) {
    throw new UserError({
      code: "nothing-to-calibrate",
      what: `There is nothing to calibrate in ${name}.`,
      details: "Its `hyperparameters` hold one point only.",
      solution:
        'Give it a search space under `ruleset: "external"`, calibrate that, then paste the point that it finds.',
    });
  }
  if (points.length < Math.max(2, list)) {
    throw new UserError({
      code: "too-few-points",
      what: `${list === 1 ? "A point" : `A list of ${list}`} cannot be chosen from ${points.length} ${points.length === 1 ? "point" : "points"}.`,
      solution: "Try more of the search space by --points, or ask for a shorter --list.",
    });
  }
  const budgets = budgetsOf(suite, environment.hardwareClass, options.budget);
  const rungs = halvingPlan({ points: points.length, list, workloads: [...budgets.keys()], studies });
  return { submission, suite, budgets, points, list, studies, rungs, seed, environment };
}

function budgetsOf(suite: Suite, hardwareClass: string, share: number): Map<string, number> {
  const budgets = suite.workloads.map((id): [string, number] => {
    const seconds = budgetOf(card(id).target, basisOf(hardwareClass), "external");
    if (seconds !== undefined) return [id, seconds * share];
    throw new UserError({
      code: "no-budget",
      what: `${id} has no budget for the hardware class ${hardwareClass}.`,
      details: `It has budgets for: ${Object.keys(card(id).target.budgetSeconds).join(", ")}.`,
      solution: "Calibrate on the backend of one of these classes.",
    });
  });
  return new Map(budgets.sort(([, first], [, second]) => first - second));
}
