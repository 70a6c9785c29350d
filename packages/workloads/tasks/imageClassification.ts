import { deriveKey } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type { ForwardOptions, LoadedWorkload, Split } from "@steepest/core/workload/workload.ts";
import { lookedUpBytes } from "@steepest/tensors/operations/lookedUpBytes.ts";
import { dispose, fill, type Tensor, type Tensor1D, type Tensor2D, tensor1d } from "@tensorflow/tfjs";
import type { Model } from "../layers/model.ts";
import { createScope } from "../layers/scope.ts";
import { countCorrect } from "../metrics/countCorrect.ts";
import { total } from "../metrics/total.ts";
import { atOnce } from "./atOnce.ts";
import { classifierParts, classify } from "./classify.ts";
import { evalOptions } from "./evalOptions.ts";
import { splitBatches } from "./splitBatches.ts";

/** The bytes of one image [height, width, channels]. A key is given for training and may vary the image. */
export type ReadImage = (index: number, key: RandomKey | null) => Uint8Array;

/** Images as bytes, one after another (or one by one), and their classes. */
export interface LabelledImages {
  readonly images: Uint8Array | ReadImage;
  readonly labels: Uint8Array | Uint16Array;
}

export interface ImageClassificationOptions {
  readonly model: Model;
  readonly data: Readonly<Record<"train" | Split, LabelledImages>>;
  /** What one image is to the model, e.g. [784] or [28, 28, 1]. */
  readonly imageShape: readonly number[];
  /** The number that each of the 256 byte values stands for; where channels differ, 256 for each channel in turn. */
  readonly pixelValues: Float32Array;
  readonly evaluationBatchSize: number;
  /** What is made of the count of right answers: by default `accuracy`, their share. */
  readonly judge?: (correct: number, count: number) => Readonly<Record<string, number>>;
}

/**
 * Reads a byte of each line of memory that images at random places lie in: memory answers many such reads at once, while a copy waits for one image after the
 * other. What comes back means nothing; it is to be written somewhere, or engines would leave the reads out.
 */
function readAhead(images: Uint8Array, indices: Int32Array, imageBytes: number): number {
  let read = 0;
  for (const index of indices) {
    const end = (index + 1) * imageBytes;
    for (let at = index * imageBytes; at < end; at += 64) read ^= images[at] as number;
  }
  return read;
}

const accuracy = (correct: number, count: number) => ({ accuracy: correct / count });

/** Softmax classification of images, judged by `accuracy` or what `judge` makes of it. */
export function imageClassification(options: ImageClassificationOptions): LoadedWorkload {
  const { model, data, imageShape, pixelValues, evaluationBatchSize, judge = accuracy } = options;
  const imageBytes = imageShape.reduce((product, length) => product * length, 1);

  const gather = ({ images, labels }: LabelledImages, indices: Int32Array, key: RandomKey | null) => {
    const write = (bytes: Uint8Array) => {
      if (images instanceof Uint8Array) bytes[0] = readAhead(images, indices, imageBytes);
      for (let at = 0; at < indices.length; at++) {
        const index = indices[at] as number;
        const image =
          images instanceof Uint8Array
            ? images.subarray(index * imageBytes, (index + 1) * imageBytes)
            : images(index, key === null ? null : deriveKey(key, at));
        bytes.set(image, at * imageBytes);
      }
    };
    return {
      images: lookedUpBytes([indices.length, ...imageShape], pixelValues, write),
      labels: tensor1d(
        indices.map((index) => labels[index] as number),
        "int32",
      ),
    };
  };

  const forward = (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    { images, labels }: { images: Tensor; labels: Tensor },
    forwardOptions: ForwardOptions,
  ) => classify(createScope(model, parameters, modelState, forwardOptions), model, images, labels);

  return {
    trainSize: data.train.labels.length,
    ...classifierParts(model),
    continuousInputs: ["images"],
    batch: (indices, key) => gather(data.train, indices, key),
    forward(parameters, modelState, batch, forwardOptions) {
      const { images, labels } = batch as { images: Tensor; labels: Tensor };
      const { logits: _, ...result } = forward(parameters, modelState, { images, labels }, forwardOptions);
      return { ...result, weights: fill([labels.size], 1) as Tensor1D };
    },
    logits: (parameters, modelState, batch) =>
      model.apply(createScope(model, parameters, modelState, evalOptions), batch["images"] as Tensor),
    async evaluate(parameters, modelState, split, run = atOnce) {
      const examples = data[split];
      let loss = 0;
      let correct = 0;
      for (const indices of splitBatches(examples.labels.length, evaluationBatchSize)) {
        const batch = gather(examples, indices, null);
        const inputs = [...parameters, ...modelState, batch.images, batch.labels];
        const [logits, losses] = run("evaluation", inputs, () => {
          const result = forward(parameters, modelState, batch, evalOptions);
          return [result.logits, result.losses];
        }) as [Tensor2D, Tensor1D];
        dispose({ ...batch });
        const labels = examples.labels.subarray(indices[0], (indices.at(-1) as number) + 1);
        const [logitValues, lossValues] = await Promise.all([logits.data(), losses.data()]);
        logits.dispose();
        losses.dispose();
        correct += countCorrect(logitValues as Float32Array, labels, logits.shape[1]);
        loss += total(lossValues as Float32Array);
      }
      const count = examples.labels.length;
      return { loss: loss / count, ...judge(correct, count) };
    },
    dispose() {},
  };
}
