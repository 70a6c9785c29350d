import { normal } from "@steepest/core/random/normal.ts";
import { randomWords } from "@steepest/core/random/uniform.ts";
import { type Tensor, tensor1d, tensor2d, tensor3d } from "@tensorflow/tfjs";
import { outputLength, subsampling } from "../tasks/subsampling.ts";

export interface SpokenNoiseOptions {
  /** Frames of every utterance. */
  readonly lengths: readonly number[];
  readonly bands: number;
  readonly classes: number;
  readonly labels: number;
  /** Frames of padding beyond the longest utterance, a multiple of 4. */
  readonly padding?: number;
  /** What stands beyond an utterance's labels. */
  readonly junk?: number;
}

/** A batch of drawn utterances for tests of speech models: every utterance's numbers depend on its place alone. */
export function spokenNoise({ lengths, bands, classes, labels, padding = 0, junk = 0 }: SpokenNoiseOptions) {
  const room = subsampling * outputLength(Math.max(...lengths)) + padding;
  const features = new Float32Array(lengths.length * room * bands);
  const spoken: number[] = [];
  for (const [at, length] of lengths.entries()) {
    features.set(normal([at, 7], length * bands), at * room * bands);
    spoken.push(...Array.from(randomWords([at, 8], labels), (word) => 1 + (word % (classes - 1))));
    spoken.push(...Array<number>(padding).fill(junk));
  }
  return {
    features: tensor3d(features, [lengths.length, room, bands]) as Tensor,
    lengths: tensor1d([...lengths], "int32") as Tensor,
    outputLengths: tensor1d(lengths.map(outputLength), "int32") as Tensor,
    labels: tensor2d(spoken, [lengths.length, labels + padding], "int32") as Tensor,
    labelLengths: tensor1d(
      lengths.map(() => labels),
      "int32",
    ) as Tensor,
  };
}
