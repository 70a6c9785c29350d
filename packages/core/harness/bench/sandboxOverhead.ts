import * as tf from "@tensorflow/tfjs";
import { deriveKey, keyFromSeed } from "../../random/key.ts";
import { loadEngine } from "../../sandbox/loadEngine.ts";
import { Sandbox } from "../../sandbox/sandbox.ts";
import type { SubmissionSource } from "../../schema/sourceFiles.ts";
import type { LoadedWorkload, Workload } from "../../workload/workload.ts";
import { wallClock } from "../clock.ts";
import { WorkloadProblem } from "../workloadProblem.ts";

export interface SandboxOverheadRow {
  readonly workload: string;
  /** Median milliseconds of one NadamW step inside the sandbox. */
  readonly sandboxedMilliseconds: number;
  /** The same step written by hand in tfjs, leaf by leaf, outside any sandbox. */
  readonly handWrittenMilliseconds: number;
  /** Median of the ratios of neighbouring blocks: steady on a noisy machine. */
  readonly ratio: number;
}

const hyperparameters = { lr: 1e-3, beta1: 0.9, beta2: 0.99, weight_decay: 0.02, eps: 1e-8 };

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** NadamW as one would write it in tfjs, without sandbox, trees or handles. */
class HandWritten {
  readonly #problem: WorkloadProblem;
  #parameters: tf.Tensor[];
  #state: tf.Tensor[];
  #m: tf.Tensor[];
  #v: tf.Tensor[];
  #step = 0;

  constructor(problem: WorkloadProblem) {
    this.#problem = problem;
    this.#parameters = problem.initialParameters(0);
    this.#state = problem.initialModelState();
    this.#m = this.#parameters.map((p) => tf.zerosLike(p));
    this.#v = this.#parameters.map((p) => tf.zerosLike(p));
  }

  step(): void {
    this.#step += 1;
    const k = this.#step;
    const { lr, beta1, beta2, eps, weight_decay } = hyperparameters;
    const batch = this.#problem.batch(k - 1, this.#problem.batchSizeLimits.default);
    const request = {
      dropoutRate: null,
      labelSmoothing: null,
      updateBatchNorm: true,
      mode: "train",
    } as const;
    const { loss, grads, modelState } = this.#problem.lossAndGrad(
      this.#parameters,
      this.#state,
      batch,
      request,
    );
    const old = [...this.#parameters, ...this.#m, ...this.#v, ...this.#state];
    this.#m = this.#m.map((m, i) => tf.tidy(() => m.mul(beta1).add((grads[i] as tf.Tensor).mul(1 - beta1))));
    this.#v = this.#v.map((v, i) =>
      tf.tidy(() => v.mul(beta2).add((grads[i] as tf.Tensor).square().mul(1 - beta2))),
    );
    this.#parameters = this.#parameters.map((p, i) =>
      tf.tidy(() => {
        const m = (this.#m[i] as tf.Tensor).mul(beta1).add((grads[i] as tf.Tensor).mul(1 - beta1));
        const root = (this.#v[i] as tf.Tensor).sqrt().mul(1 / Math.sqrt(1 - beta2 ** k));
        const update = m.mul(1 / (1 - beta1 ** k)).div(root.add(eps));
        return p.sub(update.add(p.mul(weight_decay)).mul(lr));
      }),
    );
    this.#state = modelState;
    tf.dispose([...old, loss, ...grads]);
    this.#problem.endStep();
  }

  dispose(): void {
    tf.dispose([...this.#parameters, ...this.#m, ...this.#v, ...this.#state]);
  }
}

/** Alternates blocks of sandboxed and hand-written steps on the current backend. */
export async function measureSandboxOverhead(
  workload: Workload,
  loaded: LoadedWorkload,
  source: SubmissionSource,
  { blocks = 12, stepsPerBlock = 8 } = {},
): Promise<SandboxOverheadRow> {
  const facts = {
    hyperparameters,
    stepHint: 1000,
    budget: 3600,
    target: { metric: "loss", direction: "min", value: 0 },
    lossType: workload.card.loss.type,
  } as const;
  const make = () => new WorkloadProblem(workload, loaded, keyFromSeed(1), facts);
  const [inside, outside] = [make(), make()];
  const sandbox = new Sandbox({
    engine: await loadEngine(),
    source,
    problem: inside,
    key: deriveKey(keyFromSeed(1), "submission"),
    now: wallClock.wall,
    elapsed: () => 0,
  });
  const hand = new HandWritten(outside);
  await sandbox.init();
  const sandboxed: number[] = [];
  const handWritten: number[] = [];
  let step = 0;
  for (let block = -2; block < blocks; block++) {
    const start = wallClock.wall();
    for (let i = 0; i < stepsPerBlock; i++) await sandbox.step(++step);
    const middle = wallClock.wall();
    for (let i = 0; i < stepsPerBlock; i++) hand.step();
    const end = wallClock.wall();
    if (block < 0) continue;
    sandboxed.push(((middle - start) / stepsPerBlock) * 1000);
    handWritten.push(((end - middle) / stepsPerBlock) * 1000);
  }
  sandbox.dispose();
  hand.dispose();
  inside.dispose();
  outside.dispose();
  return {
    workload: workload.card.id,
    sandboxedMilliseconds: median(sandboxed),
    handWrittenMilliseconds: median(handWritten),
    ratio: median(sandboxed.map((milliseconds, i) => milliseconds / (handWritten[i] as number))),
  };
}
