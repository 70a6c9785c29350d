import type { Measure } from "@steepest/core/schema/measures.ts";
import { coverScore } from "@steepest/core/score/calibration/coverPoints.ts";
import type { PointScore } from "@steepest/core/score/calibration/scorePoints.ts";
import { sensitivity } from "@steepest/core/score/calibration/sensitivity.ts";
import { timeOrNull } from "@steepest/core/score/workloadTime.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import type { CalibrationPlan } from "./calibrationPlan.ts";
import type { CalibrationSummary, PointRow } from "./calibrationSummary.ts";
import { bestMetric } from "./pointTrial.ts";
import type { FinishedCalibration } from "./runCalibration.ts";

/** The first points of a finished calibration with all the evidence for them. */
export function summarizeCalibration(
  plan: CalibrationPlan,
  finished: FinishedCalibration,
  options: { readonly measure: Measure; readonly budget: number },
): CalibrationSummary {
  const { submission, suite, rungs } = plan;
  const { name, description, ruleset } = submission.manifest;
  const chosen = finished.scores.slice(0, plan.list);
  const points = finished.scores.map((score) => pointRow(plan, finished, score, chosen.includes(score)));
  const workloads = [...plan.budgets].map(([id, budgetSeconds]) => {
    const { metric, target } = card(id);
    return {
      id,
      metric: metric.name,
      direction: metric.direction,
      target: target.validation,
      budgetSeconds,
    };
  });
  const numbered = sensitivity(points).map((found) => ({
    ...found,
    rows: [...found.rows],
    groups: [...found.groups],
  }));
  return {
    format: "steepest-calibration/1",
    submission: { name, version: submission.version, description: description ?? null },
    suite: { id: suite.id, version: suite.version, rMax: suite.rMax },
    ruleset,
    measure: options.measure,
    seed: plan.seed,
    studies: plan.studies,
    budget: options.budget,
    workloads,
    rungs: rungs.map((rung, index) => ({
      workloads: [...rung.workloads],
      studies: rung.studies.length,
      points: (finished.ran[index] ?? []).map((point) => point + 1),
    })),
    hyperparameters: chosen.map(({ point }) => plan.points[point] ?? {}),
    listScores: chosen.map((_, index) => coverScore(chosen.slice(0, index + 1))),
    points,
    sensitivity: numbered,
    notes: notesOn(plan, points, options.budget),
    environment: plan.environment,
    finishedAt: new Date().toISOString(),
  };
}

function pointRow(
  plan: CalibrationPlan,
  { ran, records }: FinishedCalibration,
  { point, score, standing, times, credits }: PointScore,
  chosen: boolean,
): PointRow {
  return {
    point: point + 1,
    hyperparameters: plan.points[point] ?? {},
    chosen,
    complete: ran.at(-1)?.includes(point) === true,
    rungs: ran.filter((going) => going.includes(point)).length,
    score,
    standing,
    workloads: Object.fromEntries(
      plan.suite.workloads.map((id, index) => {
        const own = records.filter(({ workload, trial }) => workload.id === id && trial === point);
        return [
          id,
          {
            studies: own.length,
            time: timeOrNull(times[index] ?? Number.POSITIVE_INFINITY),
            credit: credits[index] ?? null,
            metrics: own.map(bestMetric),
            outcomes: own.map(({ outcome }) => outcome.kind),
          },
        ];
      }),
    ),
  };
}

function notesOn(plan: CalibrationPlan, points: readonly PointRow[], budget: number): string[] {
  const missed = plan.suite.workloads.filter((id) =>
    points.every(({ workloads }) => workloads[id]?.time === null),
  );
  const [best, next] = points;
  const tied = best !== undefined && next?.complete === true && best.score === next.score && plan.list === 1;
  return [
    ...missed.map((id) => `No point reached the target of ${id}: points differ there by their metric only.`),
    ...(tied ? [`Points ${best.point} and ${next.point} score alike: the better standing decided.`] : []),
    ...(plan.studies === 1 ? ["One study: part of the winner's lead is luck of its seed."] : []),
    ...(budget < 1 ? [`Trials had ${budget} of the budget: scores are not those of the suite.`] : []),
  ];
}
