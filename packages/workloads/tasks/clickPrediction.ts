import type { ForwardOptions, LoadedWorkload, Split } from "@steepest/core/workload/workload.ts";
import { sampleBinaryLabels } from "@steepest/tensors/operations/sampleBinaryLabels.ts";
import { sigmoidCrossEntropy } from "@steepest/tensors/operations/sigmoidCrossEntropy.ts";
import { dispose, onesLike, type Tensor, type Tensor1D, tensor1d, tensor2d } from "@tensorflow/tfjs";
import type { Model } from "../layers/model.ts";
import { createScope, type Scope } from "../layers/scope.ts";
import { total } from "../metrics/total.ts";
import { atOnce } from "./atOnce.ts";
import { evalOptions } from "./evalOptions.ts";
import { smoothBinaryLabels } from "./smoothBinaryLabels.ts";
import { splitBatches } from "./splitBatches.ts";

/** Examples row by row: numeric features, rows of an embedding table, and whether the event happened (1 or 0). */
export interface ClickExamples {
  readonly numbers: Float32Array;
  readonly categories: Int32Array | Uint16Array;
  readonly labels: Uint8Array;
}

export interface ClickModel
  extends Pick<Model, "parameterSpecs" | "modelStateSpecs" | "noisyOutputs" | "takesFeedback"> {
  /** One logit an example, from numbers [batch, numbers] and categories [batch, categories] (int32): [batch]. */
  apply(scope: Scope, features: { readonly numbers: Tensor; readonly categories: Tensor }): Tensor;
}

export interface ClickPredictionOptions {
  readonly model: ClickModel;
  readonly data: Readonly<Record<"train" | Split, ClickExamples>>;
  /** Features of an example. */
  readonly numbers: number;
  readonly categories: number;
  readonly evaluationBatchSize: number;
}

/** Whether an event happens, from numbers and categories: binary cross-entropy, judged by the same as `log_loss`. */
export function clickPrediction(options: ClickPredictionOptions): LoadedWorkload {
  const { model, data, numbers, categories, evaluationBatchSize } = options;

  const gather = (examples: ClickExamples, indices: Int32Array) => {
    const count = indices.length;
    const gatheredNumbers = new Float32Array(count * numbers);
    const gatheredCategories = new Int32Array(count * categories);
    const labels = new Float32Array(count);
    for (let at = 0; at < count; at++) {
      const index = indices[at] as number;
      labels[at] = examples.labels[index] as number;
      for (let i = 0; i < numbers; i++) {
        gatheredNumbers[at * numbers + i] = examples.numbers[index * numbers + i] as number;
      }
      for (let i = 0; i < categories; i++) {
        gatheredCategories[at * categories + i] = examples.categories[index * categories + i] as number;
      }
    }
    return {
      numbers: tensor2d(gatheredNumbers, [count, numbers]),
      categories: tensor2d(gatheredCategories, [count, categories], "int32"),
      labels: tensor1d(labels),
    };
  };

  const forward = (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    batch: ReturnType<typeof gather>,
    forwardOptions: ForwardOptions,
  ) => {
    const scope = createScope(model, parameters, modelState, forwardOptions);
    const logits = model.apply(scope, batch);
    const { sampledLabels, key, labelSmoothing } = forwardOptions;
    const labels = sampledLabels ? sampleBinaryLabels(logits, key) : batch.labels;
    const targets = smoothBinaryLabels(labels, (labelSmoothing ?? 0) / 2, labelSmoothing ?? 0);
    return {
      losses: sigmoidCrossEntropy(logits, targets) as Tensor1D,
      weights: onesLike(batch.labels),
      ...(forwardOptions.outputNoise === undefined ? {} : { noised: scope.noised }),
      modelState: scope.newModelState(),
    };
  };

  return {
    trainSize: data.train.labels.length,
    takesFeedback: model.takesFeedback ?? false,
    samplesLabels: true,
    continuousInputs: ["numbers"],
    ...(model.noisyOutputs === undefined ? {} : { noisyOutputs: model.noisyOutputs }),
    batch: (indices) => gather(data.train, indices),
    forward: (parameters, modelState, batch, forwardOptions) =>
      forward(parameters, modelState, batch as ReturnType<typeof gather>, forwardOptions),
    async evaluate(parameters, modelState, split, run = atOnce) {
      const examples = data[split];
      const count = examples.labels.length;
      let sum = 0;
      for (const indices of splitBatches(count, evaluationBatchSize)) {
        const batch = gather(examples, indices);
        const inputs = [...parameters, ...modelState, ...Object.values(batch)];
        const [losses] = run("evaluation", inputs, () => [
          forward(parameters, modelState, batch, evalOptions).losses,
        ]) as [Tensor];
        dispose({ ...batch });
        sum += total((await losses.data()) as Float32Array);
        losses.dispose();
      }
      return { loss: sum / count, log_loss: sum / count };
    },
    dispose() {},
  };
}
