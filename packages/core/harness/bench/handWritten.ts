import * as tf from "@tensorflow/tfjs";
import type { WorkloadProblem } from "../workloadProblem.ts";

/** The point at which benchmarks run NadamW. */
export const hyperparameters = {
  lr: 1e-3,
  one_minus_beta1: 0.1,
  beta2: 0.99,
  weight_decay: 0.02,
  eps: 1e-8,
  warmup_factor: 0.05,
};

/** NadamW as one would write it in tfjs, without sandbox, trees or handles. */
export class HandWritten {
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
    const { lr, one_minus_beta1, beta2, eps, weight_decay } = hyperparameters;
    const beta1 = 1 - one_minus_beta1;
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
