import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { wallClock } from "@steepest/core/harness/clock.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import type { Problem } from "@steepest/core/sandbox/problem.ts";
import { Sandbox } from "@steepest/core/sandbox/sandbox.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import type { TrialFacts } from "@steepest/core/submission/guest/runtime.ts";
import { importedFiles } from "@steepest/core/submission/node/referenceFiles.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory, type Tensor } from "@tensorflow/tfjs";
import { expect } from "vitest";
import { type AnalyticLoss, AnalyticProblem } from "./analyticProblem.ts";
import { folder, sourceOf } from "./references.ts";

/** What a submission did on an analytic loss. */
export interface Trained {
  /** Parameters before the first step and after each, all leaves flat. */
  readonly path: readonly (readonly number[])[];
  /** What would be evaluated after the last step. */
  readonly evaluated: readonly number[];
  /** What would be evaluated after every `evaluateEvery` steps, by step. */
  readonly evaluatedAt: ReadonlyMap<number, readonly number[]>;
  /** Tensors and bytes that were held after each step. */
  readonly held: readonly { readonly tensors: number; readonly bytes: number }[];
  /** Parameters after the last step. */
  readonly last: readonly number[];
  readonly asked: AnalyticProblem["asked"];
  readonly stateBytes: number;
  /** What simulated workers sent; null where there were none. */
  readonly communication: Sandbox["communication"];
  /** What it stated of its privacy at last; null where it stated nothing. */
  readonly privacy: { readonly epsilon: number; readonly delta: number } | null;
  readonly console: readonly string[];
}

export interface TrainOptions {
  readonly steps: number;
  /** The point, by the submission's names. */
  readonly point?: Readonly<Record<string, number | string | boolean>>;
  /** Steps that schedules stretch over; `steps` where left out. */
  readonly stepHint?: number;
  readonly seed?: number;
  /** Asks for the model to evaluate after every so many steps, too. */
  readonly evaluateEvery?: number;
}

const flat = (tensors: readonly Tensor[]): number[] => tensors.flatMap((tensor) => [...tensor.dataSync()]);

const sourceFiles = (submission: string): SubmissionSource =>
  /\s/.test(submission)
    ? { entry: "submission.ts", files: importedFiles(folder, "submission.ts", submission) }
    : sourceOf(submission);

/** Trains a submission (its name, or its source, which may import `./soap/algorithm.ts`) in the real sandbox on an analytic loss, or another problem; no tensor may stay behind. */
export async function trainOn(
  submission: string,
  loss: AnalyticLoss | ((facts: TrialFacts) => Problem),
  { steps, point = {}, stepHint = steps, seed = 0, evaluateEvery }: TrainOptions,
): Promise<Trained> {
  await openBackend("cpu");
  const tensors = memory().numTensors;
  const facts: TrialFacts = {
    hyperparameters: point,
    stepHint,
    budget: 3600,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: "analytic",
  };
  const problem = typeof loss === "function" ? loss(facts) : new AnalyticProblem(loss, facts);
  const console: string[] = [];
  const sandbox = new Sandbox({
    engine: await loadEngine(),
    source: sourceFiles(submission),
    problem,
    key: deriveKey(keyFromSeed(seed), "submission"),
    now: wallClock.wall,
    elapsed: () => 0,
    onConsole: (line) => console.push(line),
  });
  try {
    sandbox.chooseBatchSize();
    await sandbox.init();
    const evaluate = (step: number) =>
      sandbox.withEvaluationModel(
        step,
        async () => {},
        async (parameters) => flat(parameters),
      );
    const path = [flat(sandbox.parameters)];
    const held: { tensors: number; bytes: number }[] = [];
    const evaluatedAt = new Map<number, readonly number[]>();
    for (let step = 1; step <= steps; step++) {
      await sandbox.step(step);
      path.push(flat(sandbox.parameters));
      if (evaluateEvery && step % evaluateEvery === 0) evaluatedAt.set(step, await evaluate(step));
      const { numTensors, numBytes } = memory();
      held.push({ tensors: numTensors, bytes: numBytes });
    }
    const evaluated = await evaluate(Math.max(1, steps));
    const { communication, meters } = sandbox;
    const { stateBytes, privacyStated, epsilon, delta } = meters;
    const privacy = privacyStated ? { epsilon, delta } : null;
    const last = path.at(-1) ?? [];
    const asked = problem instanceof AnalyticProblem ? problem.asked : [];
    return { path, evaluated, evaluatedAt, held, last, asked, stateBytes, communication, privacy, console };
  } finally {
    sandbox.dispose();
    problem.dispose();
    expect(memory().numTensors).toBe(tensors);
  }
}

/** ½ Σ hᵢ(pᵢ − tᵢ)², the same for every example. */
export const quadratic = (
  curvatures: readonly number[],
  start: readonly number[],
  minimum: readonly number[] = curvatures.map(() => 0),
): AnalyticLoss => ({
  parameters: [{ shape: [curvatures.length], start }],
  at: (p) => {
    const gaps = p.map((value, i) => value - (minimum[i] ?? 0));
    const gradient = gaps.map((gap, i) => (curvatures[i] ?? 0) * gap);
    return { loss: gaps.reduce((sum, gap, i) => sum + 0.5 * gap * (gradient[i] ?? 0), 0), gradient };
  },
});

/** Largest difference of two sets of parameters. */
export const distance = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - (b[i] ?? Number.NaN))), 0);
