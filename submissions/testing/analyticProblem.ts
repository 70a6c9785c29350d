import type { HostBatch, LossRequest, Problem } from "@steepest/core/sandbox/problem.ts";
import type { TrialFacts } from "@steepest/core/submission/guest/runtime.ts";
import type { ParameterKind, ParameterSpec } from "@steepest/core/workload/parameterSpec.ts";
import * as tf from "@tensorflow/tfjs";

/** A loss that is known in closed form, for training a submission on. */
export interface AnalyticLoss {
  readonly parameters: readonly {
    /** Its number where left out. */
    readonly name?: string;
    readonly kind?: ParameterKind;
    readonly shape: readonly number[];
    readonly start: readonly number[];
  }[];
  /** Number of training examples, in batches of `batchSize`; one of each where left out. */
  readonly examples?: number;
  readonly batchSize?: number;
  /** Loss and gradient of one example at the parameters (all leaves in order, row-major), at a step from 1. */
  at(parameters: readonly number[], example: number, step: number): { loss: number; gradient: number[] };
}

/** An analytic loss behind the interface that the sandbox trains; evaluated in float64, rounded once. */
export class AnalyticProblem implements Problem {
  readonly parameterSpecs: readonly ParameterSpec[];
  readonly modelStateSpecs = [];
  readonly batchSizeLimits: { default: number; max: number; trainingSet: number };
  readonly facts: TrialFacts;
  readonly #loss: AnalyticLoss;
  readonly #examples: number;
  #step = 1;
  /** Examples of every loss or gradient that was asked for, in order. */
  readonly asked: { readonly kind: "gradient" | "loss"; readonly examples: readonly number[] }[] = [];

  constructor(loss: AnalyticLoss, facts: TrialFacts) {
    this.#loss = loss;
    this.facts = facts;
    this.#examples = loss.examples ?? 1;
    const size = loss.batchSize ?? 1;
    this.batchSizeLimits = { default: size, max: 16 * size, trainingSet: this.#examples };
    this.parameterSpecs = loss.parameters.map(({ name, kind = "weight", shape }, i) => ({
      name: name ?? `p${i}`,
      kind,
      shape,
      initializer: { type: "constant", value: 0 },
    }));
  }

  initialParameters(): tf.Tensor[] {
    return this.#loss.parameters.map(({ shape, start }) => tf.tensor([...start], [...shape], "float32"));
  }

  initialModelState(): tf.Tensor[] {
    return [];
  }

  batch(index: number, size: number): HostBatch {
    const indices = Int32Array.from({ length: size }, (_, i) => (index * size + i) % this.#examples);
    return { indices, key: [0, 0] };
  }

  #evaluate(parameters: readonly tf.Tensor[], batch: HostBatch) {
    const values = parameters.flatMap((tensor) => [...tensor.dataSync()]);
    return [...batch.indices].map((example) => this.#loss.at(values, example, this.#step));
  }

  lossAndGrad(
    parameters: readonly tf.Tensor[],
    _modelState: readonly tf.Tensor[],
    batch: HostBatch,
    { exampleWeights }: LossRequest,
  ) {
    this.asked.push({ kind: "gradient", examples: [...batch.indices] });
    const each = this.#evaluate(parameters, batch);
    const weights = exampleWeights?.dataSync();
    const mean = (of: (one: (typeof each)[number]) => number) =>
      each.reduce((sum, one, i) => sum + (weights?.[i] ?? 1) * of(one), 0) / each.length;
    let offset = 0;
    const grads = parameters.map((tensor) => {
      const first = offset;
      offset += tensor.size;
      const values = Array.from({ length: tensor.size }, (_, i) =>
        mean(({ gradient }) => gradient[first + i] ?? Number.NaN),
      );
      return tf.tensor(values, tensor.shape, "float32");
    });
    return {
      loss: tf.scalar(
        mean(({ loss }) => loss),
        "float32",
      ),
      grads,
      modelState: [],
    };
  }

  /** By the difference of two gradients, which in float64 has more digits than a float32 holds. */
  hvp(
    parameters: readonly tf.Tensor[],
    _modelState: readonly tf.Tensor[],
    batch: HostBatch,
    { exampleWeights }: LossRequest,
    vector: readonly tf.Tensor[],
  ): tf.Tensor[] {
    const [at, along] = [parameters, vector].map((leaves) => leaves.flatMap((leaf) => [...leaf.dataSync()]));
    if (!at || !along) throw new Error("no parameters");
    const weights = exampleWeights?.dataSync();
    const length = Math.hypot(...along);
    const step = length === 0 ? 1 : (1e-5 * Math.max(1, Math.hypot(...at))) / length;
    const examples = [...batch.indices];
    const product = at.map(() => 0);
    for (const by of [step, -step]) {
      const moved = at.map((value, i) => value + by * (along[i] as number));
      examples.forEach((example, place) => {
        const { gradient } = this.#loss.at(moved, example, this.#step);
        gradient.forEach((slope, i) => {
          product[i] =
            (product[i] as number) + ((weights?.[place] ?? 1) * slope) / (2 * by * examples.length);
        });
      });
    }
    let offset = 0;
    return parameters.map(({ size, shape }) => {
      offset += size;
      return tf.tensor(product.slice(offset - size, offset), shape, "float32");
    });
  }

  loss(
    parameters: readonly tf.Tensor[],
    _modelState: readonly tf.Tensor[],
    batch: HostBatch,
    { exampleWeights }: LossRequest,
    perExample: boolean,
  ): tf.Scalar | tf.Tensor1D {
    this.asked.push({ kind: "loss", examples: [...batch.indices] });
    const weights = exampleWeights?.dataSync();
    const losses = this.#evaluate(parameters, batch).map(({ loss }, i) => (weights?.[i] ?? 1) * loss);
    if (perExample) return tf.tensor1d(losses, "float32");
    return tf.scalar(losses.reduce((sum, loss) => sum + loss, 0) / losses.length, "float32");
  }

  forward(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    request: LossRequest,
  ): { loss: tf.Scalar; modelState: tf.Tensor[] } {
    return { loss: this.loss(parameters, modelState, batch, request, false) as tf.Scalar, modelState: [] };
  }

  endStep(): void {
    this.#step += 1;
  }

  dispose(): void {}
}
