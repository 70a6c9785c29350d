import { threefry2x32 } from "../../packages/base/random/threefry.ts";

/** Draws that a seed decides. */
export class Seeded {
  readonly #seed: number;
  readonly #out = new Uint32Array(2);
  #count = 0;

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** In [0, 1). */
  next(): number {
    threefry2x32([this.#seed, 0x57ee9e57], this.#count++, 0, this.#out, 0);
    return (this.#out[0] ?? 0) / 2 ** 32;
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** A whole number below `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error("there is nothing to pick from");
    return item;
  }

  /** By weight. */
  weighted<Kind extends string>(weights: Readonly<Record<Kind, number>>): Kind {
    const kinds = Object.entries<number>(weights) as [Kind, number][];
    let left = this.next() * kinds.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [kind, weight] of kinds) {
      left -= weight;
      if (left < 0) return kind;
    }
    return (kinds.at(-1) as [Kind, number])[0];
  }
}
