import type { RandomKey } from "./threefry.ts";
import { randomWords } from "./uniform.ts";

/** A uniformly drawn order of 0 … n−1 (Fisher–Yates over the key's stream; bias below 2⁻³² · n). */
export function permutation(key: RandomKey, n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const words = randomWords(key, n);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(((words[i] as number) * (i + 1)) / 2 ** 32);
    const kept = order[i] as number;
    order[i] = order[j] as number;
    order[j] = kept;
  }
  return order;
}
