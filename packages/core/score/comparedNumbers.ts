import { measureIds } from "../schema/measures.ts";
import { measures } from "../schema/measureTable.ts";
import type { TrialRecord } from "../schema/record.ts";

/**
 * Every number of a record that does not come from a clock or from the machine, by its path, in the order of the run: equal for two runs of one
 * trial, wherever they are. How a trial ended is left out where something outside ended it.
 */
export function comparedNumbers(
  record: TrialRecord,
  { leavesOutcome = false }: { readonly leavesOutcome?: boolean } = {},
): ReadonlyMap<string, unknown> {
  const { steps, examples, gradientEvaluations, lossEvaluations, hostCalls, charged } = record.totals;
  const { evaluate: _byClock, ...timeSplit } = record.timeSplit;
  const found = new Map<string, unknown>();
  collect(
    "",
    {
      batchSize: record.batchSize,
      evaluations: record.evaluations.map(({ step, trainLoss, validation, charged: at, ...more }) => ({
        step,
        trainLoss,
        validation,
        charged: deterministic(at),
        ...criticalOf(more),
      })),
      timeToTarget:
        record.timeToTarget === null
          ? null
          : { step: record.timeToTarget.step, charged: deterministic(record.timeToTarget.charged) },
      outcome: leavesOutcome ? null : record.outcome,
      test: leavesOutcome && record.outcome.kind !== "reached" ? null : record.test,
      totals: {
        steps,
        examples,
        gradientEvaluations,
        lossEvaluations,
        hostCalls,
        charged: deterministic(charged),
        ...criticalOf(record.totals),
      },
      ...(record.communication === null ? {} : { communication: record.communication }),
      ...(record.privacy === undefined ? {} : { privacy: record.privacy }),
      timeSplit: record.measure === "reference" ? timeSplit : null,
      stateBytes: record.memory.stateBytes,
      parametersSha256: record.parametersSha256,
    },
    found,
  );
  return found;
}

/** The paths at which the numbers of two records differ. */
export const differingPaths = (
  one: ReadonlyMap<string, unknown>,
  other: ReadonlyMap<string, unknown>,
): string[] =>
  [...new Set([...one.keys(), ...other.keys()])].filter((path) => !Object.is(one.get(path), other.get(path)));

/** Nothing where nothing was computed side by side. */
const criticalOf = ({ criticalSeconds }: Pick<TrialRecord["totals"], "criticalSeconds">) =>
  criticalSeconds === undefined ? {} : { criticalSeconds };

/** What is the same on every machine. A measure that a record of an earlier version did not count is left out. */
const deterministic = (charged: TrialRecord["totals"]["charged"]): Record<string, number> =>
  Object.fromEntries(
    measureIds.flatMap((id) => {
      const value = charged[id];
      return measures[id].isDeterministic && value !== null ? [[id, value]] : [];
    }),
  );

function collect(path: string, value: unknown, into: Map<string, unknown>): void {
  if (typeof value !== "object" || value === null) {
    into.set(path, value);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    const step = Array.isArray(value) ? `[${key}]` : path === "" ? key : `.${key}`;
    collect(path + step, item, into);
  }
}
