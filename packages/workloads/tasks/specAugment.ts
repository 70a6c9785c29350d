import { deriveKey } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { uniform } from "@steepest/base/random/uniform.ts";

/** SpecAugment without time warping (Park et al. 2019, arXiv 1904.08779), drawn as AlgoPerf draws it. */
export interface SpecAugment {
  readonly bandMasks: number;
  /** A mask hides fewer bands than this. */
  readonly bandLimit: number;
  readonly timeMasks: number;
  /** A mask hides less than this share of an utterance's frames. */
  readonly timeLimit: number;
}

/**
 * What training multiplies features [examples, frames, bands] with: 0 in the hidden stretches of time and bands, else 1. `lengths` are the
 * frames of every example, of which masks are drawn.
 */
export function augmentationMask(
  { bandMasks, bandLimit, timeMasks, timeLimit }: SpecAugment,
  key: RandomKey,
  {
    lengths,
    frames,
    bands,
  }: { readonly lengths: Int32Array; readonly frames: number; readonly bands: number },
): Float32Array {
  const mask = new Float32Array(lengths.length * frames * bands).fill(1);
  const draws = uniform(
    deriveKey(key, "augmentation"),
    2 * (bandMasks + timeMasks) * lengths.length,
  ).values();
  const draw = () => draws.next().value as number;
  for (const [example, length] of lengths.entries()) {
    const from = example * frames * bands;
    for (let count = 0; count < timeMasks; count++) {
      const hidden = Math.min(
        Math.floor(draw() * length * timeLimit),
        Math.max(1, Math.floor(length * timeLimit)),
      );
      const start = Math.floor(draw() * (length - hidden + 1));
      mask.fill(0, from + start * bands, from + (start + hidden) * bands);
    }
    for (let count = 0; count < bandMasks; count++) {
      const hidden = Math.min(Math.floor(draw() * bandLimit), bands);
      const start = Math.floor(draw() * (bands - hidden + 1));
      for (let frame = 0; frame < length; frame++) {
        mask.fill(0, from + frame * bands + start, from + frame * bands + start + hidden);
      }
    }
  }
  return mask;
}
