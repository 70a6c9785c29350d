import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";

/** What a trial draws at random for its problem. The submission's own random numbers descend from its seed alone. */
export type RandomSource = "init" | "data order" | "augmentation" | "dropout";

/**
 * Seeds of single sources, instead of the trial's own, so that a study may vary one and hold the others (the lab). `spawn`: from that batch on the
 * order of the data is another seed's, so that two runs are the same up to there.
 */
export type Randomness = Readonly<Partial<Record<RandomSource, number>>> & {
  readonly spawn?: { readonly batch: number; readonly seed: number };
};

/** The key of one source in a trial whose own key is `trial`. */
export function sourceKey(trial: RandomKey, source: RandomSource, randomness: Randomness = {}): RandomKey {
  const seed = randomness[source];
  return deriveKey(seed === undefined ? trial : keyFromSeed(seed), source);
}
