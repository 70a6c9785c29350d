import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import type { BackendAvailability } from "@steepest/tensors/backend/backend.ts";
import { describeEnvironment } from "../environment.ts";
import { referenceDirectory, referencePath } from "../run/baseline.ts";
import { readSubmission } from "../submission/readSubmission.ts";
import { runTrialInChild } from "../trial/runTrialInChild.ts";

/** What two seconds of real training showed. */
export type BackendBenchmark =
  | {
      readonly kind: "trained";
      readonly stepsPerSecond: number;
      readonly workload: string;
      /** Reference ÷ wall time, where reference time is counted: how fast this machine is beside the reference. It changes no score. */
      readonly relativeSpeed: number | null;
    }
  | { readonly kind: "failed"; readonly reason: string };

const workload = "mnist_mlp";
const benchmarkSeconds = 2;

/** Trains for two charged seconds in the sandbox, in a process of its own: exactly what a trial does. */
export async function benchmarkBackend(
  { name, featureLevel }: BackendAvailability,
  dataDirectory: string,
): Promise<BackendBenchmark> {
  const path = referencePath("sgd");
  if (path === null)
    return { kind: "failed", reason: `the reference submission sgd is missing in ${referenceDirectory}` };
  const source = readSubmission(path, referenceDirectory);
  const { result } = runTrialInChild({
    workload,
    source,
    submission: "sgd",
    version: submissionVersion(source),
    ruleset: "external",
    hyperparameters: { lr: 0.1, weight_decay: 0, warmup_factor: 0.05 },
    study: 0,
    trial: 0,
    seed: 1,
    budgetSeconds: benchmarkSeconds,
    // Longer than the budget: nothing is evaluated but the model at the end.
    evaluationPeriodSeconds: 10 * benchmarkSeconds,
    environment: describeEnvironment({
      backend: { name, featureLevel: featureLevel ?? "" },
      jobs: 1,
    }),
    dataDirectory,
    capSeconds: null,
  });
  const ended = await result;
  if (ended.kind === "refused") return { kind: "failed", reason: ended.error.message };
  if (ended.kind === "crashed") return { kind: "failed", reason: ended.reason };
  if (ended.kind === "cancelled") return { kind: "failed", reason: "cancelled" };
  const { outcome, totals } = ended.record;
  if (outcome.kind === "failed") return { kind: "failed", reason: outcome.reason };
  const { reference, wall } = totals.charged;
  return {
    kind: "trained",
    stepsPerSecond: totals.steps / (wall ?? Number.NaN),
    workload,
    relativeSpeed: reference === null || wall === null ? null : reference / wall,
  };
}
