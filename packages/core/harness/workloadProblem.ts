import * as tf from "@tensorflow/tfjs";
import { deriveKey } from "../random/key.ts";
import type { RandomKey } from "../random/threefry.ts";
import type { HostBatch } from "../sandbox/hostBatch.ts";
import type { LossRequest, PricedOptions, Problem } from "../sandbox/problem.ts";
import { priceOf, type WorkloadPrices } from "../schema/priceList.ts";
import type { TrialFacts } from "../submission/guest/runtime.ts";
import { initializeParameter } from "../workload/initializeParameter.ts";
import type { BatchTensors, ForwardOptions, LoadedWorkload, Workload } from "../workload/workload.ts";
import { BatchOrder } from "./batchOrder.ts";
import { type Randomness, type RandomSource, sourceKey } from "./randomness.ts";

/** A loaded workload as a sandbox's problem. Everything random descends from the trial's key, split by purpose. */
export class WorkloadProblem implements Problem {
  readonly parameterSpecs;
  readonly modelStateSpecs;
  readonly facts: TrialFacts;
  readonly batchSizeLimits;
  readonly samplesLabels: boolean;
  readonly predictsLabels: boolean;
  readonly #loaded: LoadedWorkload;
  readonly #keyOf: (source: RandomSource) => RandomKey;
  readonly #prices: WorkloadPrices | null;
  readonly #order: (batch: number) => BatchOrder;
  readonly #tensors = new Map<HostBatch, BatchTensors>();
  #forwardCalls = 0;

  constructor(
    workload: Workload,
    loaded: LoadedWorkload,
    key: RandomKey,
    facts: TrialFacts,
    prices: WorkloadPrices | null = null,
    randomness: Randomness = {},
  ) {
    this.parameterSpecs = workload.parameterSpecs;
    this.modelStateSpecs = workload.modelStateSpecs;
    this.facts = facts;
    this.batchSizeLimits = { ...workload.card.batchSize, trainingSet: loaded.trainSize };
    this.samplesLabels = loaded.samplesLabels ?? false;
    this.predictsLabels = loaded.logits !== undefined;
    this.#loaded = loaded;
    this.#keyOf = (source) => sourceKey(key, source, randomness);
    this.#prices = prices;
    const order = new BatchOrder(this.#keyOf("data order"), loaded.trainSize);
    const { spawn } = randomness;
    const spawned = spawn
      ? new BatchOrder(sourceKey(key, "data order", { "data order": spawn.seed }), loaded.trainSize)
      : order;
    this.#order = (batch) => (spawn && batch >= spawn.batch ? spawned : order);
  }

  initialParameters(draw: number): tf.Tensor[] {
    const key = deriveKey(this.#keyOf("init"), draw);
    return this.parameterSpecs.map((spec, i) => initializeParameter(spec, deriveKey(key, i)));
  }

  initialModelState(): tf.Tensor[] {
    return this.modelStateSpecs.map(({ shape, initialValue }) =>
      tf.fill([...shape], initialValue, "float32"),
    );
  }

  batch(index: number, size: number): HostBatch {
    return {
      indices: this.#order(index).batch(index, size),
      key: deriveKey(this.#keyOf("augmentation"), index),
    };
  }

  #materialized(batch: HostBatch): BatchTensors {
    const known = this.#tensors.get(batch);
    if (known) return known;
    const tensors = this.#loaded.batch(batch.indices, batch.key);
    this.#tensors.set(batch, tensors);
    return tensors;
  }

  price(kind: "gradient" | "loss", batch: HostBatch, { dropout, labels }: PricedOptions): number {
    const prices = this.#prices;
    if (prices === null) return 0;
    const units = { examples: batch.indices.length, ...this.#loaded.units?.(batch.indices) };
    let nanoseconds = priceOf(prices[kind], units);
    if (!this.#tensors.has(batch)) nanoseconds += priceOf(prices.batch, units);
    if (dropout) nanoseconds += priceOf(prices.dropout, units);
    if (labels !== "given") nanoseconds += priceOf(prices[`${labels}Labels`], units);
    return nanoseconds;
  }

  #options({ predictedLabels, ...request }: LossRequest, tensors: BatchTensors): ForwardOptions {
    const key = deriveKey(this.#keyOf("dropout"), this.#forwardCalls++);
    if (!predictedLabels) return { ...request, key };
    const { parameters, modelState, ...weights } = predictedLabels;
    // Outside of the gradient function: nothing of it is recorded or kept for a backward pass.
    const logits = tf.tidy(() => this.#loaded.logits?.(parameters, modelState, tensors));
    if (!logits) throw new Error("the workload has no logits");
    return { ...request, key, predictedLabels: { ...weights, logits } };
  }

  lossAndGrad(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    request: LossRequest,
  ): { loss: tf.Scalar; grads: tf.Tensor[]; modelState: tf.Tensor[] } {
    const tensors = this.#materialized(batch);
    const options = this.#options(request, tensors);
    let newModelState: tf.Tensor[] = [];
    const { value, grads } = tf.valueAndGrads((...at: tf.Tensor[]) => {
      const result = this.#loaded.forward(at, modelState, tensors, options);
      newModelState = result.modelState.map((tensor) => tf.keep(tensor.clone()));
      return tf.div(tf.sum(result.losses), tf.sum(result.weights)) as tf.Scalar;
    })([...parameters]);
    options.predictedLabels?.logits.dispose();
    return { loss: value as tf.Scalar, grads, modelState: newModelState };
  }

  loss(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    request: LossRequest,
    perExample: boolean,
  ): tf.Scalar | tf.Tensor1D {
    const tensors = this.#materialized(batch);
    return tf.tidy(() => {
      const options = this.#options(request, tensors);
      const { losses, weights } = this.#loaded.forward(parameters, modelState, tensors, options);
      if (perExample) return tf.div(losses, weights) as tf.Tensor1D;
      return tf.div(tf.sum(losses), tf.sum(weights)) as tf.Scalar;
    });
  }

  /** Runs the fixed functions once on throw-away parameters, so that no submission pays for compilation or caches. */
  async warmUp(batchSize: number): Promise<void> {
    const scratch = this.initialParameters(0);
    const state = this.initialModelState();
    const batch = this.batch(0, batchSize);
    const request: LossRequest = {
      dropoutRate: null,
      labelSmoothing: null,
      updateBatchNorm: true,
      mode: "train",
    };
    const result = this.lossAndGrad(scratch, state, batch, request);
    await result.loss.data();
    tf.dispose([scratch, state, result.loss, result.grads, result.modelState]);
    this.endStep();
    this.#forwardCalls = 0;
  }

  endStep(): void {
    this.freeBatches();
  }

  freeBatches(): void {
    for (const tensors of this.#tensors.values()) tf.dispose(Object.values(tensors));
    this.#tensors.clear();
  }

  dispose(): void {
    this.endStep();
  }
}
