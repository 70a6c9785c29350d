import { sampleLabels } from "@steepest/core/operations/sampleLabels.ts";
import { softmaxCrossEntropy } from "@steepest/core/operations/softmaxCrossEntropy.ts";
import type { ForwardOptions, LoadedWorkload, Split } from "@steepest/core/workload/workload.ts";
import { fill, type Tensor, type Tensor1D, type Tensor2D, tensor, tensor1d, tidy } from "@tensorflow/tfjs";
import type { Model } from "../layers/model.ts";
import { createScope } from "../layers/scope.ts";
import { countCorrect } from "../metrics/countCorrect.ts";
import { total } from "../metrics/total.ts";
import { evalOptions } from "./evalOptions.ts";
import { splitBatches } from "./splitBatches.ts";

/** Images as bytes, one after another, and their classes. */
export interface LabelledImages {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

export interface ImageClassificationOptions {
  readonly model: Model;
  readonly data: Readonly<Record<"train" | Split, LabelledImages>>;
  /** What one image is to the model, e.g. [784] or [28, 28, 1]. */
  readonly imageShape: readonly number[];
  /** The number that each of the 256 byte values stands for. */
  readonly pixelValues: Float32Array;
  readonly evaluationBatchSize: number;
}

/** Softmax classification of images, judged by `accuracy`. */
export function imageClassification(options: ImageClassificationOptions): LoadedWorkload {
  const { model, data, imageShape, pixelValues, evaluationBatchSize } = options;
  const imageBytes = imageShape.reduce((product, length) => product * length, 1);

  const gather = ({ images, labels }: LabelledImages, indices: Int32Array) => {
    const pixels = new Float32Array(indices.length * imageBytes);
    const classes = new Int32Array(indices.length);
    for (let at = 0; at < indices.length; at++) {
      const index = indices[at] as number;
      classes[at] = labels[index] as number;
      const from = index * imageBytes;
      const to = at * imageBytes;
      for (let pixel = 0; pixel < imageBytes; pixel++) {
        pixels[to + pixel] = pixelValues[images[from + pixel] as number] as number;
      }
    }
    return {
      images: tensor(pixels, [indices.length, ...imageShape], "float32"),
      labels: tensor1d(classes, "int32"),
    };
  };

  const forward = (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    batch: { images: Tensor; labels: Tensor },
    forwardOptions: ForwardOptions,
  ) => {
    const scope = createScope(model, parameters, modelState, forwardOptions);
    const logits = model.apply(scope, batch.images) as Tensor2D;
    const labels = forwardOptions.sampledLabels ? sampleLabels(logits, forwardOptions.key) : batch.labels;
    const losses = softmaxCrossEntropy(logits, labels, forwardOptions.labelSmoothing ?? 0);
    return { logits, losses, modelState: scope.newModelState() };
  };

  return {
    trainSize: data.train.labels.length,
    samplesLabels: true,
    batch: (indices) => gather(data.train, indices),
    forward(parameters, modelState, batch, forwardOptions) {
      const { images, labels } = batch as { images: Tensor; labels: Tensor };
      const result = forward(parameters, modelState, { images, labels }, forwardOptions);
      const weights = fill([labels.size], 1) as Tensor1D;
      return { losses: result.losses, weights, modelState: result.modelState };
    },
    async evaluate(parameters, modelState, split) {
      const examples = data[split];
      let loss = 0;
      let correct = 0;
      for (const indices of splitBatches(examples.labels.length, evaluationBatchSize)) {
        const [logits, losses] = tidy(() => {
          const result = forward(parameters, modelState, gather(examples, indices), evalOptions);
          return [result.logits, result.losses];
        });
        const labels = examples.labels.subarray(indices[0], (indices.at(-1) as number) + 1);
        const [logitValues, lossValues] = await Promise.all([logits.data(), losses.data()]);
        logits.dispose();
        losses.dispose();
        correct += countCorrect(logitValues as Float32Array, labels, logits.shape[1]);
        loss += total(lossValues as Float32Array);
      }
      const count = examples.labels.length;
      return { loss: loss / count, accuracy: correct / count };
    },
    dispose() {},
  };
}
