import { cos, sin } from "@steepest/base/math/sineAndCosine.ts";
import * as tf from "@tensorflow/tfjs";
import type { HostBatch, LossRequest, Problem } from "../sandbox/problem.ts";
import type { BatchSizeLimits } from "../submission/guest/context.ts";
import type { TrialFacts } from "../submission/guest/runtime.ts";
import type { LeafInfo } from "../submission/guest/tree.ts";
import type { ParameterSpec } from "../workload/parameterSpec.ts";
import { goldenNormalOf } from "./goldenDraws.ts";
import type { GoldenProblem } from "./goldenTrajectory.ts";

/** The setting that the problem reads instead of the submission: the batch size that an estimate is of, as Sophia's. */
export const goldenBatchSize = "bs";

/** Limits where a file says nothing of a batch size: whatever a submission asks for within them, its examples are all alike. */
const anySize: BatchSizeLimits = { default: 1, max: 1024, trainingSet: 1024 };

/** The batch size that a point states; undefined where it states none. */
export function statedBatchSize({
  [goldenBatchSize]: stated,
}: TrialFacts["hyperparameters"]): number | undefined {
  return typeof stated === "number" && Number.isInteger(stated) && stated > 0 ? stated : undefined;
}

/** All examples have the same loss here: of their weights the mean counts. */
function meanWeight({ exampleWeights }: LossRequest): number {
  if (!exampleWeights) return 1;
  const weights = [...exampleWeights.dataSync()];
  return weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
}

/**
 * The analytic problem of a golden trajectory: at step k,
 * f(p) = Σᵢ ½Hᵢ(pᵢ − tᵢ)² + 0.1(1 − cos 3pᵢ) + noise · cos(0.7k + 1.3i) · pᵢ. Loss and gradient are evaluated in float64 from the
 * float32 parameters and rounded once, as the reference runs did. The examples of a batch are all alike: each has this loss.
 */
export class GoldenAnalyticProblem implements Problem {
  readonly parameterSpecs: readonly ParameterSpec[];
  readonly modelStateSpecs = [];
  readonly facts: TrialFacts;
  readonly batchSizeLimits: BatchSizeLimits;
  readonly samplesLabels = true;
  readonly instead =
    "A golden-problem/1 file has no layers, inputs or classes; record the trajectory on a golden-network/1 file, which has them (docs/golden.md)";
  readonly #problem: GoldenProblem;
  /** Step k, from 1: the noise depends on it, however often the gradient is asked for within the step. */
  step = 1;

  constructor(problem: GoldenProblem, facts: TrialFacts) {
    this.#problem = problem;
    this.facts = facts;
    const size = statedBatchSize(facts.hyperparameters);
    this.batchSizeLimits = size === undefined ? anySize : { default: size, max: size, trainingSet: size };
    this.parameterSpecs = problem.params.map(({ name, kind, shape }) => ({
      name,
      kind,
      shape,
      initializer: { type: "constant", value: 0 },
    }));
  }

  initialParameters(): tf.Tensor[] {
    return this.#split(Float32Array.from(this.#problem.p0));
  }

  #split(values: Float32Array): tf.Tensor[] {
    return this.#problem.params.map(({ offset, size, shape }) =>
      tf.tensor(values.slice(offset, offset + size), shape, "float32"),
    );
  }

  initialModelState(): tf.Tensor[] {
    return [];
  }

  batch(_index: number, size: number): HostBatch {
    return { indices: new Int32Array(size), key: [0, 0] };
  }

  /** The loss without noise, in float64. */
  lossAt(values: readonly number[]): number {
    return this.#at(values, 0).loss;
  }

  /** Loss (with this step's noise) and gradient at the parameters, in float64. */
  #evaluate(parameters: readonly tf.Tensor[]): { loss: number; gradient: Float32Array } {
    return this.#at(
      parameters.flatMap((tensor) => [...tensor.dataSync()]),
      this.#problem.noise,
    );
  }

  #at(values: readonly number[], noise: number): { loss: number; gradient: Float32Array } {
    const { H, t, size } = this.#problem;
    const gradient = new Float32Array(size);
    let loss = 0;
    values.forEach((p, i) => {
      const [h, center] = [H[i] as number, t[i] as number];
      const wobble = noise * cos(0.7 * this.step + 1.3 * i);
      loss += 0.5 * h * (p - center) * (p - center) + 0.1 * (1 - cos(3 * p)) + wobble * p;
      gradient[i] = h * (p - center) + 0.3 * sin(3 * p) + wobble;
    });
    return { loss, gradient };
  }

  /** ĝᵢ = √(Hᵢ/B) · (1 + 0.3 sin(0.7k + 1.3i)) for a batch of B: the gradient that stands for one of sampled labels, B·ĝ² ≈ H. */
  #sampledGradient(examples: number): Float32Array {
    return Float32Array.from(
      this.#problem.H,
      (h, i) => Math.sqrt(h / examples) * (1 + 0.3 * sin(0.7 * this.step + 1.3 * i)),
    );
  }

  normal(leaves: readonly LeafInfo[]): Float32Array {
    return goldenNormalOf(leaves, this.#problem, this.step);
  }

  lossAndGrad(
    parameters: readonly tf.Tensor[],
    _modelState: readonly tf.Tensor[],
    batch: HostBatch,
    request: LossRequest,
  ): { loss: tf.Scalar; grads: tf.Tensor[]; modelState: tf.Tensor[] } {
    const { loss, gradient: given } = this.#evaluate(parameters);
    const gradient = request.sampledLabels ? this.#sampledGradient(batch.indices.length) : given;
    const weight = meanWeight(request);
    const weighted = weight === 1 ? gradient : gradient.map((slope) => weight * slope);
    return { loss: tf.scalar(weight * loss, "float32"), grads: this.#split(weighted), modelState: [] };
  }

  /** The second derivative Hᵢ + 0.9 cos 3pᵢ; sampled labels' gradients are the same everywhere. */
  hvp(
    parameters: readonly tf.Tensor[],
    _modelState: readonly tf.Tensor[],
    _batch: HostBatch,
    request: LossRequest,
    vector: readonly tf.Tensor[],
  ): tf.Tensor[] {
    const { H } = this.#problem;
    const at = parameters.flatMap((tensor) => [...tensor.dataSync()]);
    const along = vector.flatMap((tensor) => [...tensor.dataSync()]);
    const weight = request.sampledLabels ? 0 : meanWeight(request);
    const product = along.map((v, i) => weight * ((H[i] as number) + 0.9 * cos(3 * (at[i] as number))) * v);
    return this.#split(Float32Array.from(product));
  }

  loss(
    parameters: readonly tf.Tensor[],
    _modelState: readonly tf.Tensor[],
    { indices }: HostBatch,
    request: LossRequest,
    perExample: boolean,
  ): tf.Scalar | tf.Tensor1D {
    const { loss } = this.#evaluate(parameters);
    return perExample
      ? (tf.fill([indices.length], loss, "float32") as tf.Tensor1D)
      : tf.scalar(meanWeight(request) * loss, "float32");
  }

  forward(
    parameters: readonly tf.Tensor[],
    _modelState: readonly tf.Tensor[],
    _batch: HostBatch,
    request: LossRequest,
  ): { loss: tf.Scalar; modelState: tf.Tensor[] } {
    const { loss } = this.#evaluate(parameters);
    return { loss: tf.scalar(meanWeight(request) * loss, "float32"), modelState: [] };
  }

  endStep(): void {
    this.step += 1;
  }

  dispose(): void {}
}
