import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import type { Backend } from "@steepest/tensors/backend/backend.ts";
import type { Tensor } from "@tensorflow/tfjs";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";
import { Sandbox } from "../sandbox/sandbox.ts";
import type { Manifest } from "../schema/manifest.ts";
import type { SubmissionSource } from "../schema/sourceFiles.ts";
import { samplePoints } from "../score/searchSpace/samplePoints.ts";
import { CheckProblem } from "./checkProblem.ts";
import { wallClock } from "./clock.ts";

/** What the 20 steps on the tiny problem showed. */
export interface Rehearsal {
  readonly dryRun: {
    readonly steps: number;
    /** Loss of a fixed set of examples before the first step and, of the model to evaluate, after the last. */
    readonly firstLoss: number;
    readonly lastLoss: number;
    readonly stateBytesPerParameter: number;
  };
  /** The largest finite training loss, as long as all were finite: what blows up step by step comes through it, a division by zero does not. */
  readonly largestLoss: number;
  /** Steps that moved the parameters along the gradient of the fixed examples: where the loss grows. */
  readonly uphillSteps: number;
  /** Steps that moved them against it. */
  readonly downhillSteps: number;
  /** Whether any step changed any parameter. */
  readonly moved: boolean;
}

const dryRunSteps = 20;

/** Trains the tiny problem with a submission, at the first point of its search space. Throws what the submission does wrong. */
export async function rehearse(
  source: SubmissionSource,
  manifest: Manifest,
  { engine, backend }: { readonly engine: QuickJSWASMModule; readonly backend: Backend },
  onConsole: (line: string) => void,
): Promise<Rehearsal> {
  const { hyperparameters } = manifest;
  const empty = !Array.isArray(hyperparameters) && Object.keys(hyperparameters).length === 0;
  const [point = {}] = empty ? [{}] : samplePoints(hyperparameters, 1, 0);
  const problem = new CheckProblem({
    hyperparameters: point,
    stepHint: dryRunSteps,
    budget: 60,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: "softmax_cross_entropy",
  });
  const sandbox = new Sandbox({
    engine,
    source,
    problem,
    key: deriveKey(keyFromSeed(0), "submission"),
    now: wallClock.wall,
    elapsed: () => 0,
    onConsole,
    limits: { callSeconds: 10 },
  });
  try {
    sandbox.chooseBatchSize();
    await sandbox.init();
    // Always of the same examples: a submission may choose easy ones, or ask for no gradient at all.
    const losses = [await problem.meanLoss(sandbox.parameters)];
    let finite = true;
    let largestLoss = losses[0] ?? Number.NaN;
    let [uphillSteps, downhillSteps, moved] = [0, 0, false];
    for (let step = 1; step <= dryRunSteps; step++) {
      const before = await valuesOf(sandbox.parameters);
      const gradient = await problem.meanGradient(sandbox.parameters);
      await sandbox.step(step);
      const climbed = slope(before, await valuesOf(sandbox.parameters), gradient);
      moved ||= climbed.moved;
      if (climbed.along > 0) uphillSteps += 1;
      if (climbed.along < 0) downhillSteps += 1;
      if (sandbox.trainLoss) {
        const [loss = Number.NaN] = await sandbox.trainLoss.data();
        finite &&= Number.isFinite(loss);
        if (finite) largestLoss = Math.max(largestLoss, loss);
      }
      if (step % 10 !== 0) continue;
      const loss = await sandbox.withEvaluationModel(
        step,
        () => backend.sync(),
        (parameters) => problem.meanLoss(parameters),
      );
      losses.push(loss);
      sandbox.addEvaluation({ step, loss, metric: loss });
    }
    return {
      dryRun: {
        steps: dryRunSteps,
        firstLoss: losses[0] ?? Number.NaN,
        lastLoss: finite ? (losses.at(-1) ?? Number.NaN) : Number.NaN,
        stateBytesPerParameter: sandbox.meters.stateBytes / (sandbox.parameterBytes / 4),
      },
      largestLoss,
      uphillSteps,
      downhillSteps,
      moved,
    };
  } finally {
    sandbox.dispose();
    problem.dispose();
  }
}

const valuesOf = (tensors: readonly Tensor[]) => Promise.all(tensors.map(async (one) => one.data()));

/** Σ (after − before) · gradient: to first order what a step adds to the loss. */
function slope(
  before: readonly ArrayLike<number>[],
  after: readonly ArrayLike<number>[],
  gradient: readonly ArrayLike<number>[],
): { readonly along: number; readonly moved: boolean } {
  let along = 0;
  let moved = false;
  for (const [leaf, values] of after.entries()) {
    const [from = [], towards = []] = [before[leaf], gradient[leaf]];
    for (let i = 0; i < values.length; i++) {
      const change = (values[i] as number) - (from[i] as number);
      if (change !== 0) moved = true;
      along += change * (towards[i] as number);
    }
  }
  return { along, moved };
}
