import type { ComparedCurve } from "../schema/api/compare.ts";
import type { TrialRecord } from "../schema/record.ts";

const mostPoints = 400;

/** What is drawn and told of one run of a comparison. */
export function comparedCurve(record: TrialRecord, of: number, trial: string | null): ComparedCurve {
  const { evaluations, timeToTarget, workload } = record;
  const at = (evaluation: TrialRecord["evaluations"][number]) => ({
    charged: evaluation.charged,
    value: evaluation.validation[workload.metric.name] ?? null,
  });
  const stride = Math.ceil(evaluations.length / mostPoints);
  const met = evaluations.find(({ step }) => step === timeToTarget?.step);
  return {
    of,
    workload: workload.id,
    study: record.study,
    trial,
    hyperparameters: record.hyperparameters,
    batchSize: record.batchSize,
    // The first and the last stay.
    points: evaluations.filter((_, i) => (evaluations.length - 1 - i) % stride === 0 || i === 0).map(at),
    reached: met === undefined ? null : at(met),
    steps: record.totals.steps,
    charged: record.totals.charged,
    parameterBytes: record.memory.parameterBytes,
    stateBytes: record.memory.stateBytes,
    timeSplit: record.timeSplit,
  };
}

/** The place of the study whose time is the workload's; of an even number the faster of the two. */
export function medianStudy(times: readonly number[]): number {
  const order = times
    .map((time, at) => ({ time, at }))
    .sort((a, b) => (a.time === b.time ? a.at - b.at : a.time < b.time ? -1 : 1));
  return order[(order.length - 1) >> 1]?.at ?? 0;
}
