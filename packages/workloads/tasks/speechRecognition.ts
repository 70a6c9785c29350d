import type {
  BatchTensors,
  ForwardOptions,
  LoadedWorkload,
  RunComputation,
  Split,
} from "@steepest/core/workload/workload.ts";
import { ctcLoss } from "@steepest/tensors/operations/ctcLoss.ts";
import { writtenTensor } from "@steepest/tensors/operations/writtenTensor.ts";
import { dispose, mul, type Tensor, type Tensor1D, tensor1d, tensor2d, tensor3d } from "@tensorflow/tfjs";
import { featureValues as usualValues } from "../audio/featureBytes.ts";
import { createScope } from "../layers/scope.ts";
import { bestPath } from "../metrics/bestPath.ts";
import { editDistance } from "../metrics/editDistance.ts";
import { total } from "../metrics/total.ts";
import { atOnce } from "./atOnce.ts";
import { evalOptions } from "./evalOptions.ts";
import { augmentationMask, type SpecAugment } from "./specAugment.ts";
import type { SpeechInputs, SpeechModel } from "./speechModel.ts";
import { splitBatches } from "./splitBatches.ts";
import { outputLength, subsampling } from "./subsampling.ts";

export interface Utterances {
  /** One utterance after another, [frames · bands] each, as bytes (audio/featureBytes.ts). */
  readonly features: Uint8Array;
  readonly bands: number;
  /** Of every utterance. */
  readonly frames: Int32Array;
  /** The classes that each utterance says, none of them the blank. */
  readonly labels: readonly Int32Array[];
}

export interface SpeechRecognitionOptions {
  readonly model: SpeechModel;
  readonly data: Readonly<Record<"train" | Split, Utterances>>;
  /** Voices that no other set has, scored beside the test split. */
  readonly unseen?: Utterances;
  readonly classes: number;
  readonly blank: number;
  /** Of training batches; null for none. */
  readonly augmentation: SpecAugment | null;
  readonly evaluationBatchSize: number;
  /** What each byte of the features stands for; by default what `audio/featureBytes.ts` says. */
  readonly featureValues?: Float32Array;
  /** What is compared, and the name of its error rate; by default `phone_error_rate` of the classes themselves. */
  readonly judged?: Judged;
}

export interface Judged {
  readonly metric: string;
  /** What a sequence of classes says, e.g. its words. */
  units(classes: ArrayLike<number>): ArrayLike<unknown>;
}

const phones: Judged = { metric: "phone_error_rate", units: (classes) => classes };

/** Speech to phones (or other labels) by CTC, judged by the edits of what is greedily decoded by the units spoken. */
export function speechRecognition(options: SpeechRecognitionOptions): LoadedWorkload {
  const { model, data, unseen, classes, blank, augmentation, evaluationBatchSize, judged = phones } = options;
  const { featureValues = usualValues } = options;
  const gatherTrain = createGather(data.train, featureValues);

  const forward = (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    batch: BatchTensors,
    forwardOptions: ForwardOptions,
  ) => {
    const { features, mask, lengths, outputLengths, labels, labelLengths } = batch as Record<
      keyof SpeechBatch,
      Tensor
    >;
    const scope = createScope(model, parameters, modelState, forwardOptions);
    const augmented = mask === undefined || forwardOptions.mode === "eval" ? features : mul(features, mask);
    const logits = model.apply(scope, { features: augmented, lengths });
    const losses = ctcLoss({ logits, labels, logitLengths: outputLengths, labelLengths }, blank) as Tensor1D;
    return { logits, losses, weights: labelLengths.toFloat() as Tensor1D, modelState: scope.newModelState() };
  };

  /** Loss by label and edits by unit over a set, longest utterances together. */
  const score = async (
    parameters: readonly Tensor[],
    modelState: readonly Tensor[],
    utterances: Utterances,
    run: RunComputation,
  ) => {
    const gather = createGather(utterances, featureValues);
    const order = Int32Array.from(utterances.frames.keys()).sort(
      (a, b) => (utterances.frames[b] as number) - (utterances.frames[a] as number) || a - b,
    );
    let [loss, labels, edits, units] = [0, 0, 0, 0];
    for (const places of splitBatches(order.length, evaluationBatchSize)) {
      const indices = places.map((place) => order[place] as number);
      const batch = gather(indices);
      const inputs = [...parameters, ...modelState, ...Object.values(batch)];
      const [logits, losses] = run("evaluation", inputs, () => {
        const result = forward(parameters, modelState, { ...batch }, evalOptions);
        return [result.logits, result.losses];
      }) as [Tensor, Tensor];
      dispose({ ...batch });
      const [logitValues, lossValues] = (await Promise.all([logits.data(), losses.data()])) as Float32Array[];
      const frames = logits.shape[1] as number;
      logits.dispose();
      losses.dispose();
      loss += total(lossValues as Float32Array);
      for (const [at, index] of indices.entries()) {
        const spoken = utterances.labels[index] as Int32Array;
        const path = {
          start: at * frames,
          frames: outputLength(utterances.frames[index] as number),
          classes,
          blank,
        };
        const heard = bestPath(logitValues as Float32Array, path);
        const reference = judged.units(spoken);
        edits += heard === null ? Number.NaN : editDistance(judged.units(heard), reference);
        units += reference.length;
        labels += spoken.length;
      }
    }
    return { loss: loss / labels, errorRate: edits / units };
  };

  return {
    trainSize: data.train.labels.length,
    takesFeedback: model.takesFeedback ?? false,
    continuousInputs: ["features"],
    units(indices) {
      const room = roomFor(data.train.frames, indices);
      // Attention compares every frame with every other.
      return { frames: indices.length * room, framePairs: indices.length * room * room };
    },
    batch(indices, key) {
      const batch = gatherTrain(indices);
      if (augmentation === null) return batch;
      const shape = batch.features.shape as [number, number, number];
      const lengths = indices.map((index) => data.train.frames[index] as number);
      const mask = augmentationMask(augmentation, key, { lengths, frames: shape[1], bands: shape[2] });
      return { ...batch, mask: tensor3d(mask, shape) };
    },
    forward(parameters, modelState, batch, forwardOptions) {
      const { losses, weights, modelState: after } = forward(parameters, modelState, batch, forwardOptions);
      return { losses, weights, modelState: after };
    },
    async evaluate(parameters, modelState, split, run = atOnce) {
      const { loss, errorRate } = await score(parameters, modelState, data[split], run);
      const results = { loss, [judged.metric]: errorRate };
      if (split !== "test" || unseen === undefined) return results;
      const shifted = await score(parameters, modelState, unseen, run);
      return { ...results, [`unseen_voice_${judged.metric}`]: shifted.errorRate };
    },
    dispose() {},
  };
}

interface SpeechBatch extends SpeechInputs {
  /** As the features; only where training augments. */
  readonly mask?: Tensor;
  /** [batch], int32: the frames of logits of each utterance. */
  readonly outputLengths: Tensor;
  /** [batch, most labels], int32, and how many each utterance has. */
  readonly labels: Tensor;
  readonly labelLengths: Tensor;
}

/** Frames of the longest of these utterances, rounded up to the subsampling: what each of their batch is padded to. */
const roomFor = (frames: Int32Array, indices: Int32Array): number =>
  subsampling * outputLength(indices.reduce((most, index) => Math.max(most, frames[index] as number), 1));

/**
 * Batches of a set's utterances, padded to the longest one, whose frames are rounded up to the subsampling; labels to the most that any of the set has, so
 * that batches share shapes.
 */
function createGather(utterances: Utterances, featureValues: Float32Array) {
  const { features, bands, frames, labels } = utterances;
  const starts = new Int32Array(frames.length + 1);
  for (const [at, count] of frames.entries()) starts[at + 1] = (starts[at] as number) + count * bands;
  const mostLabels = labels.reduce((most, { length }) => Math.max(most, length), 1);
  return (indices: Int32Array) => {
    const batch = indices.length;
    const lengths = indices.map((index) => frames[index] as number);
    const labelLengths = indices.map((index) => (labels[index] as Int32Array).length);
    const room = roomFor(frames, indices);
    const classes = new Int32Array(batch * mostLabels);
    for (const [at, index] of indices.entries()) classes.set(labels[index] as Int32Array, at * mostLabels);
    const write = (values: Float32Array) => {
      values.fill(0);
      for (let at = 0; at < batch; at++) {
        const index = indices[at] as number;
        const from = starts[index] as number;
        const to = at * room * bands;
        const count = (starts[index + 1] as number) - from;
        for (let number = 0; number < count; number++) {
          values[to + number] = featureValues[features[from + number] as number] as number;
        }
      }
    };
    return {
      features: writtenTensor([batch, room, bands], "float32", write),
      lengths: tensor1d(lengths, "int32"),
      outputLengths: tensor1d(lengths.map(outputLength), "int32"),
      labels: tensor2d(classes, [batch, mostLabels], "int32"),
      labelLengths: tensor1d(labelLengths, "int32"),
    } satisfies SpeechBatch;
  };
}
