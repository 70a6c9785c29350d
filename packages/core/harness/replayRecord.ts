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
  "engine" | "backend" | "clock" | "workload" | "loaded" | "source" | "environment" | "onProgress" | "signal"
>;

const refuse = (code: string, what: string, solution: string): never => {
  throw new UserError({ code, what, solution });
};

/**
 * Re-runs a record with the recorded evaluation steps and compares every number that does not come from a clock. On `wasm` and `cpu`
 * of the same feature level they must be equal to the bit. Throws UserError where a replay can prove nothing.
 */
export async function replayRecord(recorded: TrialRecord, options: ReplayOptions): Promise<ReplayReport> {
  refuseUnfit(recorded, options);
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
    evaluationSteps: recorded.evaluations.map(({ step }) => step),
    maxSteps: recorded.totals.steps,
    ignoreBudget: true,
  });
  const [before, after] = [comparable(recorded), comparable(replayed)];
  const paths = new Set([...before.keys(), ...after.keys()]);
  const differences = [...paths]
    .filter((path) => !Object.is(before.get(path), after.get(path)))
    .map((path) => ({ path, recorded: before.get(path), replayed: after.get(path) }));
  return { identical: differences.length === 0, compared: paths.size, differences, record: replayed };
}

function refuseUnfit(recorded: TrialRecord, { source, environment, workload }: ReplayOptions): void {
  if (recorded.elapsedRead) {
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
  const { backend, featureLevel } = recorded.environment;
  if (environment.backend !== backend || environment.featureLevel !== featureLevel) {
    refuse(
      "replay-other-backend",
      `The record was made on ${backend} (${featureLevel}), this is ${environment.backend} (${environment.featureLevel}).`,
      `Replay it with --backend ${backend} on a machine of that feature level.`,
    );
  }
}

/** Every number of a record that does not come from a clock or from the machine, by its path. */
function comparable(record: TrialRecord): Map<string, unknown> {
  const { steps, examples, gradientEvaluations, lossEvaluations } = record.totals;
  const evaluations = record.evaluations.map(({ step, trainLoss, validation }) => ({
    step,
    trainLoss,
    validation,
  }));
  const found = new Map<string, unknown>();
  collect(
    "",
    {
      batchSize: record.batchSize,
      evaluations,
      test: record.outcome.kind === "reached" ? record.test : null,
      totals: { steps, examples, gradientEvaluations, lossEvaluations },
      stateBytes: record.memory.stateBytes,
      parametersSha256: record.parametersSha256,
      timeToTargetStep: record.timeToTarget?.step ?? null,
    },
    found,
  );
  return found;
}

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
