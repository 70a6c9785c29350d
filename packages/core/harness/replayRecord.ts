import { UserError } from "@steepest/base/userError.ts";
import type { TrialRecord } from "../schema/record.ts";
import { comparedNumbers, differingPaths } from "../score/comparedNumbers.ts";
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
  const [before, after] = [
    comparedNumbers(recorded, { leavesOutcome }),
    comparedNumbers(replayed, { leavesOutcome }),
  ];
  const differences = differingPaths(before, after).map((path) => ({
    path,
    recorded: before.get(path),
    replayed: after.get(path),
  }));
  const compared = new Set([...before.keys(), ...after.keys()]).size;
  return { identical: differences.length === 0, compared, differences, record: replayed };
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
