import { keyFromSeed } from "@steepest/core/random/key.ts";
import { normal } from "@steepest/core/random/normal.ts";
import * as tf from "@tensorflow/tfjs";

/** Nanoseconds by the machine's clock. */
export const now = (): number => performance.now() * 1e6;

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] as number) + (sorted[Math.ceil(half)] as number)) / 2;
};

/**
 * The operation that everything is measured against, before and after each measurement: products and element-wise work in equal parts, as
 * training has them. A machine that is busy for a moment is slower at both, and their ratio stays.
 */
export class Anchor {
  readonly #matrix = tf.tensor2d(normal(keyFromSeed(1), 192 * 192), [192, 192]);
  readonly #vector = tf.tensor1d(normal(keyFromSeed(2), 2 ** 16));

  /** Nanoseconds that the anchor takes just now. */
  time(): number {
    const start = now();
    tf.tidy(() => {
      tf.matMul(this.#matrix, this.#matrix);
      for (let i = 0; i < 8; i++) this.#vector.mul(0.9).add(this.#vector).square();
    });
    return now() - start;
  }

  /**
   * Runs `work` in `rounds` rounds between anchors; the median ratio to the anchor, in anchors per call. `work` is repeated until a round takes
   * about as long as `wantedAnchors`.
   */
  ratio(work: () => void, { rounds = 9, wantedAnchors = 4, most = 1000 } = {}): number {
    work();
    this.time();
    const once = this.#timed(work, 1) / this.time();
    const repeats = Math.max(1, Math.min(most, Math.round(wantedAnchors / once)));
    const ratios: number[] = [];
    let before = this.time();
    for (let round = 0; round < rounds; round++) {
      const worked = this.#timed(work, repeats) / repeats;
      const after = this.time();
      ratios.push(worked / ((before + after) / 2));
      before = after;
    }
    return median(ratios);
  }

  #timed(work: () => void, repeats: number): number {
    const start = now();
    for (let i = 0; i < repeats; i++) work();
    return now() - start;
  }

  dispose(): void {
    tf.dispose([this.#matrix, this.#vector]);
  }
}
