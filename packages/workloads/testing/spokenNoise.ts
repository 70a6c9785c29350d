import { normal } from "@steepest/base/random/normal.ts";
import { randomWords } from "@steepest/base/random/uniform.ts";
import { type Tensor, tensor1d, tensor2d, tensor3d } from "@tensorflow/tfjs";
import { byteOf } from "../audio/featureBytes.ts";
import type { Utterances } from "../tasks/speechRecognition.ts";
import { outputLength, subsampling } from "../tasks/subsampling.ts";

export interface SpokenNoiseOptions {
  /** Frames of every utterance. */
  readonly lengths: readonly number[];
  readonly bands: number;
  readonly classes: number;
  /** Of every utterance. */
  readonly labels: number;
  /** Frames of padding beyond the longest utterance (a multiple of 4) and labels beyond the others. */
  readonly padding?: number;
  /** What stands beyond an utterance's labels. */
  readonly junk?: number;
}

const featuresOf = (at: number, size: number) => normal([at, 7], size);
const labelsOf = (at: number, count: number, classes: number) =>
  Int32Array.from(randomWords([at, 8], count), (word) => 1 + (word % (classes - 1)));

/** A batch of drawn utterances for tests of speech models: an utterance's numbers depend on its place alone. */
export function spokenNoise({
  lengths,
  bands,
  classes,
  labels,
  padding = 0,
  junk = 0,
}: SpokenNoiseOptions): Readonly<
  Record<"features" | "lengths" | "outputLengths" | "labels" | "labelLengths", Tensor>
> {
  const count = lengths.length;
  const room = subsampling * outputLength(Math.max(...lengths)) + padding;
  const features = new Float32Array(count * room * bands);
  const spoken = new Int32Array(count * (labels + padding)).fill(junk);
  for (const [at, length] of lengths.entries()) {
    features.set(featuresOf(at, length * bands), at * room * bands);
    spoken.set(labelsOf(at, labels, classes), at * (labels + padding));
  }
  return {
    features: tensor3d(features, [count, room, bands]),
    lengths: tensor1d([...lengths], "int32"),
    outputLengths: tensor1d(lengths.map(outputLength), "int32"),
    labels: tensor2d(spoken, [count, labels + padding], "int32"),
    labelLengths: tensor1d(
      lengths.map(() => labels),
      "int32",
    ),
  };
}

/** The same utterances as a set that tasks read. */
export function utterancesOfNoise({ lengths, bands, classes, labels }: SpokenNoiseOptions): Utterances {
  const features = lengths.map((length, at) => Array.from(featuresOf(at, length * bands), byteOf));
  return {
    features: Uint8Array.from(features.flat()),
    bands,
    frames: Int32Array.from(lengths),
    labels: lengths.map((_, at) => labelsOf(at, labels, classes)),
  };
}
