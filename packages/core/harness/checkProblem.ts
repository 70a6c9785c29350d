import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { classLosses } from "@steepest/tensors/operations/classLosses.ts";
import { throughFeedback } from "@steepest/tensors/operations/feedback.ts";
import { tangentsAlong } from "@steepest/tensors/operations/tangents/tangentsAlong.ts";
import * as tf from "@tensorflow/tfjs";
import type { HostBatch, LossRequest, Problem } from "../sandbox/problem.ts";
import type { TrialFacts } from "../submission/guest/runtime.ts";
import { initializeParameter } from "../workload/initializeParameter.ts";
import type { ParameterSpec } from "../workload/parameterSpec.ts";

const trainingSet = 256;
const inputs = 12;
const classes = 5;
const plainRequest: LossRequest = {
  dropoutRate: null,
  labelSmoothing: null,
  updateBatchNorm: false,
  mode: "train",
};

const weightedMean = (losses: tf.Tensor, { exampleWeights }: LossRequest): tf.Scalar =>
  tf.mean(exampleWeights ? tf.mul(losses, exampleWeights) : losses) as tf.Scalar;

/**
 * The small problem that `check` rehearses a submission on: a table look-up, a convolution's filter, dense layers, a norm and biases,
 * so that every rank and the common kinds occur, classified by softmax cross-entropy. Tiny, on any backend.
 */
export class CheckProblem implements Problem {
  readonly parameterSpecs: readonly ParameterSpec[] = [
    {
      name: "embedding",
      kind: "embedding",
      shape: [16, inputs],
      initializer: { type: "normal", standardDeviation: 0.5 },
    },
    {
      name: "filter",
      kind: "conv_weight",
      shape: [3, 3, 1, 2],
      initializer: { type: "fan_in_normal", scale: 2 },
    },
    {
      name: "hidden.kernel",
      kind: "weight",
      shape: [inputs * 2, 16],
      initializer: { type: "fan_in_normal", scale: 2 },
    },
    { name: "hidden.bias", kind: "bias", shape: [16], initializer: { type: "constant", value: 0 } },
    { name: "norm.scale", kind: "norm_scale", shape: [16], initializer: { type: "constant", value: 1 } },
    { name: "norm.bias", kind: "norm_bias", shape: [16], initializer: { type: "constant", value: 0 } },
    {
      name: "output.kernel",
      kind: "output_weight",
      shape: [16, classes],
      initializer: { type: "glorot_uniform" },
    },
    { name: "output.bias", kind: "bias", shape: [classes], initializer: { type: "constant", value: 0 } },
  ];
  readonly modelStateSpecs = [{ name: "norm.mean", shape: [16], initialValue: 0 }];
  readonly batchSizeLimits = { default: 16, max: 64, trainingSet };
  readonly facts: TrialFacts;
  readonly samplesLabels = true;
  readonly predictsLabels = true;
  readonly takesFeedback = true;
  readonly #key: RandomKey;
  #draws = 0;

  constructor(facts: TrialFacts, seed = 0) {
    this.facts = facts;
    this.#key = keyFromSeed(seed);
  }

  initialParameters(draw: number): tf.Tensor[] {
    const key = deriveKey(deriveKey(this.#key, "init"), draw);
    return this.parameterSpecs.map((spec, i) => initializeParameter(spec, deriveKey(key, i)));
  }

  initialModelState(): tf.Tensor[] {
    return [tf.zeros([16])];
  }

  batch(index: number, size: number): HostBatch {
    const indices = Int32Array.from({ length: size }, (_, i) => (index * size + i) % trainingSet);
    return { indices, key: [0, 0] };
  }

  /** Features are a draw of the example's number. */
  #logits(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    mode: LossRequest["mode"],
    feedback: LossRequest["feedback"] = parameters,
  ) {
    const linear = <Weight extends tf.Tensor>(
      x: tf.Tensor,
      weight: Weight,
      layer: (x: tf.Tensor, weight: Weight) => tf.Tensor,
    ): tf.Tensor => {
      const back = feedback[parameters.indexOf(weight)] as Weight;
      return back === weight ? layer(x, weight) : throughFeedback(x, weight, back, layer);
    };
    const multiply = (rows: tf.Tensor, weight: tf.Tensor2D) => tf.matMul(rows as tf.Tensor2D, weight);
    const [embedding, filter, hidden, bias, scale, shift, output, outputBias] = parameters as [
      tf.Tensor2D,
      tf.Tensor4D,
      tf.Tensor2D,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor2D,
      tf.Tensor,
    ];
    const size = batch.indices.length;
    const features = new Float32Array(size * inputs);
    batch.indices.forEach((example, row) => {
      features.set(normal(deriveKey(deriveKey(this.#key, "features"), example), inputs), row * inputs);
    });
    const rows = tf.tensor1d(
      batch.indices.map((example) => example % 16),
      "int32",
    );
    const x = tf.add(tf.gather(embedding, rows), tf.tensor2d(features, [size, inputs]));
    const image = linear(tf.reshape(x, [size, 3, 4, 1]), filter, (images, weight) =>
      tf.conv2d(images as tf.Tensor4D, weight, 1, "same"),
    );
    const activation = tf.add(linear(tf.reshape(image, [size, inputs * 2]), hidden, multiply), bias);
    const mean = tf.mean(activation, 0);
    const used = mode === "train" ? mean : (modelState[0] as tf.Tensor);
    const normed = tf.add(tf.mul(tf.sub(activation, used), scale), shift);
    const logits = tf.add(linear(tf.relu(normed), output, multiply), outputBias);
    return { logits, mean };
  }

  /** Labels are a fixed function of the example's number, too: learnable by heart. */
  #forward(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    { predictedLabels, feedback, ...request }: LossRequest,
  ) {
    const { logits, mean } = this.#logits(parameters, modelState, batch, request.mode, feedback);
    const labels = tf.tensor1d(
      batch.indices.map((example) => (example % 16) % classes),
      "int32",
    );
    const losses = classLosses(logits, labels, {
      ...request,
      key: request.sampledLabels ? deriveKey(this.#key, request.draw ?? this.#draws++) : this.#key,
      ...(predictedLabels ? { predictedLabels: this.#predicted(predictedLabels, batch) } : {}),
    });
    const state = tf.add(tf.mul(modelState[0] as tf.Tensor, 0.9), tf.mul(mean, 0.1));
    const moved = request.updateBatchNorm === "replace" ? mean : state;
    return { losses, modelState: request.updateBatchNorm ? moved : (modelState[0] as tf.Tensor) };
  }

  #predicted(predicted: NonNullable<LossRequest["predictedLabels"]>, batch: HostBatch) {
    const { parameters, modelState, ...weights } = predicted;
    return { ...weights, logits: this.#logits(parameters, modelState, batch, "eval").logits };
  }

  lossAndGrad(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    request: LossRequest,
  ): { loss: tf.Scalar; grads: tf.Tensor[]; modelState: tf.Tensor[] } {
    let newState: tf.Tensor[] = [];
    const { value, grads } = tf.valueAndGrads((...at: tf.Tensor[]) => {
      const result = this.#forward(at, modelState, batch, request);
      newState = [tf.keep(result.modelState.clone())];
      return weightedMean(result.losses, request);
    })([...parameters]);
    return { loss: value as tf.Scalar, grads, modelState: newState };
  }

  hvp(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    request: LossRequest,
    vector: readonly tf.Tensor[],
  ): tf.Tensor[] {
    return tangentsAlong(parameters, vector, (own) => {
      const { loss, grads, modelState: after } = this.lossAndGrad(own, modelState, batch, request);
      tf.dispose([loss, ...after]);
      return grads;
    });
  }

  loss(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    request: LossRequest,
    perExample: boolean,
  ): tf.Scalar | tf.Tensor1D {
    return tf.tidy(() => {
      const { losses } = this.#forward(parameters, modelState, batch, request);
      return perExample ? losses : weightedMean(losses, request);
    });
  }

  forward(
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    batch: HostBatch,
    request: LossRequest,
  ): { loss: tf.Scalar; modelState: tf.Tensor[] } {
    const [loss, state] = tf.tidy(() => {
      const made = this.#forward(parameters, modelState, batch, request);
      return [weightedMean(made.losses, request), made.modelState.clone()];
    }) as [tf.Scalar, tf.Tensor];
    return { loss, modelState: [state] };
  }

  /** Mean loss of the first examples at these parameters. */
  async meanLoss(parameters: readonly tf.Tensor[]): Promise<number> {
    const state = this.initialModelState();
    const loss = this.loss(parameters, state, this.#firstExamples(), plainRequest, false);
    const [value = Number.NaN] = await loss.data();
    tf.dispose([loss, ...state]);
    return value;
  }

  /** Its gradient, leaf by leaf. */
  async meanGradient(parameters: readonly tf.Tensor[]): Promise<ArrayLike<number>[]> {
    const state = this.initialModelState();
    const { loss, grads, modelState } = this.lossAndGrad(
      parameters,
      state,
      this.#firstExamples(),
      plainRequest,
    );
    const values = await Promise.all(grads.map(async (grad) => grad.data()));
    tf.dispose([loss, ...grads, ...modelState, ...state]);
    return values;
  }

  #firstExamples(): HostBatch {
    return this.batch(0, this.batchSizeLimits.max);
  }

  endStep(): void {}
  dispose(): void {}
}
