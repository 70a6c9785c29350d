import { type RandomKey, threefry2x32 } from "./threefry.ts";

/** The root key of a trial. `seed` is a non-negative safe integer. */
export function keyFromSeed(seed: number): RandomKey {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`a seed must be a non-negative safe integer, not ${seed}`);
  }
  return [seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0];
}

/**
 * A child key that is independent of its siblings. `label` names a purpose ("init", "data order", "dropout",
 * "submission") or numbers a draw (a step, an epoch).
 */
export function deriveKey(key: RandomKey, label: string | number): RandomKey {
  const block = new Uint32Array(2);
  if (typeof label === "number") {
    threefry2x32(key, label >>> 0, Math.floor(label / 2 ** 32) >>> 0, block, 0);
    return [block[0] as number, block[1] as number];
  }
  let derived: RandomKey = [key[0], (key[1] ^ 0x5354_5250) >>> 0];
  for (const character of label) {
    threefry2x32(derived, character.codePointAt(0) ?? 0, 1, block, 0);
    derived = [block[0] as number, block[1] as number];
  }
  return derived;
}
