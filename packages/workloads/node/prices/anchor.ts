import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { median } from "@steepest/core/score/median.ts";
import * as tf from "@tensorflow/tfjs";

/** Nanoseconds by the machine's clock. */
export const now = (): number => performance.now() * 1e6;

/**
 * The operation that everything is measured against, before and after each measurement: products and element-wise work in equal parts, as
 * training has them. A machine that is busy for a moment is slower at both, and their ratio stays.
 */
export class Anchor {
  readonly #matrix = tf.tensor2d(normal(keyFromSeed(1), 192 * 192), [192, 192]);
  readonly #vector = tf.tensor1d(normal(keyFromSeed(2), 2 ** 16));

  /** Nanoseconds that the anchor takes just now, with its numbers in the caches: a first run, which brings them back, does not count. */
  time(): number {
    this.#run();
    const start = now();
    this.#run();
    return now() - start;
  }

  #run(): void {
    tf.tidy(() => {
      tf.matMul(this.#matrix, this.#matrix);
      for (let i = 0; i < 8; i++) this.#vector.mul(0.9).add(this.#vector).square();
    });
  }

  /**
   * Runs `works` by turns in `rounds` rounds between anchors; their median ratios to the anchor, in anchors per call. Each is repeated until its
   * turn takes about as long as `wantedAnchors`. What takes turns meets the same machine, so that differences hold too.
   */
  ratios(works: readonly (() => void)[], { rounds = 9, wantedAnchors = 4, most = 1000 } = {}): number[] {
    for (const work of works) work();
    const repeats = works.map((work) => {
      const once = this.#timed(work, 1) / this.time();
      return Math.max(1, Math.min(most, Math.round(wantedAnchors / once)));
    });
    const ratios = works.map((): number[] => []);
    let before = this.time();
    for (let round = 0; round < rounds; round++) {
      works.forEach((work, i) => {
        const worked = this.#timed(work, repeats[i] as number) / (repeats[i] as number);
        const after = this.time();
        ratios[i]?.push(worked / ((before + after) / 2));
        before = after;
      });
    }
    return ratios.map((each) => median(each));
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
