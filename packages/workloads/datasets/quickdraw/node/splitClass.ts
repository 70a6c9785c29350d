import { permutation } from "@steepest/base/random/permutation.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";

export type SplitName = "train" | "validation" | "test";

/** Which of a class's `count` drawings go where: 15 % each (rounded down) to validation and test, drawn by `key`. */
export function splitClass(count: number, key: RandomKey): Readonly<Record<SplitName, Int32Array>> {
  const order = permutation(key, count);
  const held = Math.floor((15 * count) / 100);
  return {
    train: order.subarray(2 * held),
    validation: order.subarray(0, held),
    test: order.subarray(held, 2 * held),
  };
}
