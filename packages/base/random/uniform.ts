import { type RandomKey, threefry2x32 } from "./threefry.ts";

/** `count` 32-bit words of the key's stream. */
export function randomWords(key: RandomKey, count: number): Uint32Array {
  const words = new Uint32Array(count + (count & 1));
  for (let at = 0; at < count; at += 2) threefry2x32(key, at >>> 1, 0, words, at);
  return count & 1 ? words.subarray(0, count) : words;
}

/** `count` numbers in [0, 1), multiples of 2⁻²⁴, so exact in float32. */
export function uniform(key: RandomKey, count: number): Float32Array {
  const words = randomWords(key, count);
  const numbers = new Float32Array(count);
  for (let i = 0; i < count; i++) numbers[i] = ((words[i] as number) >>> 8) * 2 ** -24;
  return numbers;
}
