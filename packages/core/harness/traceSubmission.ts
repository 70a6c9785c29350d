import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import type { Tensor } from "@tensorflow/tfjs";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { Sandbox } from "../sandbox/sandbox.ts";
import type { HyperparameterPoint } from "../schema/searchSpace.ts";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import type { TrialFacts } from "../submission/guest/runtime.ts";
import { wallClock } from "./clock.ts";
import { GoldenAnalyticProblem, goldenBatchSize } from "./goldenAnalyticProblem.ts";
import type { BuiltNetwork } from "./goldenNetwork.ts";
import { GoldenNetworkProblem } from "./goldenNetworkProblem.ts";
import { goldenPoint, unreadSettings } from "./goldenPoint.ts";
import { expectSameProblem, type GoldenProblem, type GoldenTrajectory } from "./goldenTrajectory.ts";

/** Largest error of one set of parameters, relative to max(1, |golden|). */
export interface TraceError {
  readonly error: number;
  /** Element (over all parameters in order) where it is largest. */
  readonly element: number;
  readonly expected: number;
  readonly actual: number;
  /** How many elements are out of tolerance. */
  readonly outside: number;
}

export interface TraceCheckpoint {
  readonly step: number;
  readonly tolerance: number;
  readonly train: TraceError;
  /** The evaluation parameters; where the golden file has none, they must equal the training parameters. */
  readonly eval: TraceError;
  /** Loss at the reference's training parameters as its file states it (null: not), and as the problem's file has it. */
  readonly statedLoss: number | null;
  readonly loss: number;
  readonly within: boolean;
}

export interface TraceReport {
  readonly optimizer: string;
  readonly submission: string;
  readonly problem: string;
  readonly checkpoints: readonly TraceCheckpoint[];
  /** Settings that the trajectory states and the submission never read: nothing was compared of them. */
  readonly unread: HyperparameterPoint;
  /** Every checkpoint is within its tolerance, and every setting was read. */
  readonly within: boolean;
}

const flatten = async (tensors: readonly Tensor[]): Promise<number[]> => {
  const values: number[] = [];
  for (const tensor of tensors) values.push(...(await tensor.data()));
  return values;
};

function largestError(actual: readonly number[], expected: readonly number[], tolerance: number): TraceError {
  let worst = { error: -1, element: 0, expected: 0, actual: 0 };
  let outside = 0;
  expected.forEach((golden, element) => {
    const value = actual[element] ?? Number.NaN;
    const difference = Math.abs(value - golden) / Math.max(1, Math.abs(golden));
    const error = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
    if (error > tolerance) outside += 1;
    if (error > worst.error) worst = { error, element, expected: golden, actual: value };
  });
  return { ...worst, outside };
}

type FactsOfTrace = Omit<TrialFacts, "lossType">;

const open = (problem: GoldenProblem | BuiltNetwork, facts: FactsOfTrace) =>
  problem.format === "golden-network/1"
    ? new GoldenNetworkProblem(problem, { ...facts, lossType: "softmax_cross_entropy" })
    : new GoldenAnalyticProblem(problem, { ...facts, lossType: "analytic" });

/**
 * Runs a submission on the golden problem and compares its parameters at every checkpoint. Throws UserError where the trajectory
 * is of another problem.
 */
export async function traceSubmission(
  source: SubmissionSource,
  golden: GoldenTrajectory,
  problem: GoldenProblem | BuiltNetwork,
  options: { readonly engine: QuickJSWASMModule },
): Promise<TraceReport> {
  expectSameProblem(golden, problem);
  const last = Math.max(...golden.checkpoints.map(({ step }) => step));
  const opened = open(problem, {
    hyperparameters: goldenPoint(golden),
    watchesReads: true,
    stepHint: last,
    budget: 3600,
    target: { metric: "loss", direction: "min", value: 0 },
  });
  const sandbox = new Sandbox({
    engine: options.engine,
    source,
    problem: opened,
    key: deriveKey(keyFromSeed(0), "submission"),
    now: wallClock.wall,
    elapsed: () => 0,
  });
  try {
    sandbox.chooseBatchSize();
    await sandbox.init();
    const checkpoints: TraceCheckpoint[] = [];
    for (let step = 1; step <= last; step++) {
      await sandbox.step(step);
      const checkpoint = golden.checkpoints.find((one) => one.step === step);
      if (!checkpoint) continue;
      const trained = await flatten(sandbox.parameters);
      const evaluated = await sandbox.withEvaluationModel(
        step,
        // Nothing is timed, and what is read is waited for.
        async () => {},
        (parameters) => flatten(parameters),
      );
      const { tolerance = golden.tolerance } = checkpoint;
      const train = largestError(trained, checkpoint.train, tolerance);
      const evaluation = largestError(evaluated, checkpoint.eval ?? checkpoint.train, tolerance);
      const within = train.error <= tolerance && evaluation.error <= tolerance;
      checkpoints.push({
        step,
        tolerance,
        train,
        eval: evaluation,
        statedLoss: checkpoint.loss ?? null,
        loss: await opened.lossAt(checkpoint.train),
        within,
      });
    }
    const unread = unreadSettings(golden, (name) => name === goldenBatchSize || sandbox.hasRead(name));
    return {
      optimizer: golden.optimizer,
      submission: sandbox.manifest.name,
      problem: problem.name,
      checkpoints,
      unread,
      within: checkpoints.every(({ within }) => within) && Object.keys(unread).length === 0,
    };
  } finally {
    sandbox.dispose();
    opened.dispose();
  }
}
