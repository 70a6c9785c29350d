import { measureIds, measures } from "../schema/measures.ts";
import type { TrialRecord } from "../schema/record.ts";
import { UserError } from "../schema/userError.ts";
import { submissionVersion } from "../submission/submissionVersion.ts";
import { runTrial } from "./runTrial.ts";
import type { TrialOptions } from "./trialOptions.ts";

/** One number that came out otherwise. */
export interface ReplayDifference {
  /** Path in the record, e.g. `evaluations[3].validation.loss`. */
  readonly path: string;
  readonly recorded: unknown;
  readonly replayed: unknown;
}

export interface ReplayReport {
  readonly identical: boolean;
  /** Numbers compared. */
  readonly compared: number;
  readonly differences: readonly ReplayDifference[];
  readonly record: TrialRecord;
}

export type ReplayOptions = Pick<
  TrialOptions,
  | "engine"
  | "backend"
  | "clock"
  | "workload"
  | "loaded"
  | "source"
  | "environment"
  | "prices"
  | "librarySha256"
  | "onProgress"
  | "signal"
>;

const refuse = (code: string, what: string, solution: string): never => {
  throw new UserError({ code, what, solution });
};

/**
 * Re-runs a record and compares every number that does not come from a clock: all evaluations, the deterministic measures, the outcome and
 * the hash of the parameters. On `wasm` and `cpu` of the same feature level they must be equal to the bit. Under reference time the
 * run follows its own clock again; under wall time it evaluates and stops at the recorded steps. Throws UserError where a replay can
 * prove nothing.
 */
export async function replayRecord(recorded: TrialRecord, options: ReplayOptions): Promise<ReplayReport> {
  refuseUnfit(recorded, options);
  // What ended these came from outside: the replay stops where they did.
  const endedOutside = ["capped", "cancelled"].includes(recorded.outcome.kind);
  // Steps stand for the clock that cannot be followed, or that was none.
  const bySteps = recorded.measure === "wall" || recorded.workload.maxSteps !== null;
  const replayed = await runTrial({
    ...options,
    ruleset: recorded.submission.ruleset,
    hyperparameters: recorded.hyperparameters,
    study: recorded.study,
    trial: recorded.trial,
    seed: recorded.seed,
    budgetSeconds: recorded.workload.budgetSeconds,
    evaluationPeriodSeconds: recorded.workload.evaluationPeriodSeconds,
    target: recorded.workload.target,
    stepHint: recorded.workload.stepHint,
    ...(bySteps ? { evaluationSteps: recorded.evaluations.map(({ step }) => step), ignoreBudget: true } : {}),
    ...(bySteps || endedOutside ? { maxSteps: recorded.workload.maxSteps ?? recorded.totals.steps } : {}),
  });
  const leavesOutcome = recorded.measure === "wall" || endedOutside;
  const [before, after] = [receipt(recorded, { leavesOutcome }), receipt(replayed, { leavesOutcome })];
  const paths = new Set([...before.keys(), ...after.keys()]);
  const differences = [...paths]
    .filter((path) => !Object.is(before.get(path), after.get(path)))
    .map((path) => ({ path, recorded: before.get(path), replayed: after.get(path) }));
  return { identical: differences.length === 0, compared: paths.size, differences, record: replayed };
}

function refuseUnfit(recorded: TrialRecord, { source, environment, workload, prices }: ReplayOptions): void {
  if (recorded.measure === "wall" && recorded.elapsedRead) {
    refuse(
      "replay-elapsed-read",
      "The submission read ctx.elapsed in this run, so its numbers depend on the clock.",
      "Only runs that do not read the clock can be replayed bit for bit.",
    );
  }
  if (submissionVersion(source) !== recorded.submission.version) {
    refuse(
      "replay-other-version",
      `The source is not the version of the record (${recorded.submission.version.slice(0, 12)}…).`,
      "Give the files that were run: --submission PATH.",
    );
  }
  if (workload.card.dataset.sha256 !== recorded.workload.dataSha256) {
    refuse(
      "replay-other-data",
      `The data of ${recorded.workload.id} has changed since the record was made.`,
      "Check out the version of Steepest that made the record.",
    );
  }
  if (recorded.measure === "reference" && prices?.version !== recorded.library?.prices) {
    refuse(
      "replay-other-prices",
      `The record is priced by version ${recorded.library?.prices} of its class's price list, this is version ${prices?.version ?? "none"}.`,
      "Check out the version of Steepest that made the record.",
    );
  }
  const { backend, featureLevel } = recorded.environment;
  if (environment.backend !== backend || environment.featureLevel !== featureLevel) {
    refuse(
      "replay-other-backend",
      `The record was made on ${backend} (${featureLevel}), this is ${environment.backend} (${environment.featureLevel}).`,
      `Replay it with --backend ${backend} on a machine of that feature level.`,
    );
  }
}

/**
 * Every number of a record that does not come from a clock or from the machine, by its path, in the order of the run: equal for two runs of one
 * trial, wherever they are. How a trial ended is left out where something outside ended it.
 */
export function receipt(
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
      evaluations: record.evaluations.map(({ step, trainLoss, validation, charged: at }) => ({
        step,
        trainLoss,
        validation,
        charged: deterministic(at),
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
      },
      timeSplit: record.measure === "reference" ? timeSplit : null,
      stateBytes: record.memory.stateBytes,
      parametersSha256: record.parametersSha256,
    },
    found,
  );
  return found;
}

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
