import { keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { MessagePair } from "./messagePairs.ts";
import { similarGroups } from "./similarGroups.ts";

export interface MessageSplit {
  readonly train: readonly MessagePair[];
  readonly validation: readonly MessagePair[];
  readonly test: readonly MessagePair[];
}

/** Texts whose sets of words overlap by this share of their union are near-duplicates, in either language. */
export const nearDuplicate = 0.6;

/**
 * Splits pairs so that near-duplicates stay together: groups are drawn in a random order (threefry permutation, seed 0) and each
 * goes to validation where it fits, else to test where it fits, else to train. Every split is in the order given.
 */
export function splitMessages(
  pairs: readonly MessagePair[],
  counts: { readonly validation: number; readonly test: number },
): MessageSplit {
  const groups = similarGroups(
    pairs.map(({ english, german }) => [english, german]),
    nearDuplicate,
  );
  const left = { ...counts };
  const splitOf = new Array<keyof MessageSplit>(pairs.length).fill("train");
  for (const at of permutation(keyFromSeed(0), groups.length)) {
    const group = groups[at] as readonly number[];
    const split = (["validation", "test"] as const).find((each) => group.length <= left[each]);
    if (split === undefined) continue;
    left[split] -= group.length;
    for (const member of group) splitOf[member] = split;
  }
  if (left.validation + left.test > 0) throw new RangeError("too few messages to fill the splits");
  const of = (split: keyof MessageSplit) => pairs.filter((_, at) => splitOf[at] === split);
  return { train: of("train"), validation: of("validation"), test: of("test") };
}
