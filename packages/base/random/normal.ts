import { log } from "../math/log.ts";
import { sineAndCosine } from "../math/sineAndCosine.ts";
import { type RandomKey, threefry2x32 } from "./threefry.ts";

/** `count` standard normal numbers by Box–Muller, each pair from one block of the key's stream. */
export function normal(key: RandomKey, count: number): Float32Array {
  const numbers = new Float32Array(count);
  const block = new Uint32Array(2);
  for (let at = 0; at < count; at += 2) {
    threefry2x32(key, at >>> 1, 2, block, 0);
    const radius = Math.sqrt(-2 * log(((block[0] as number) + 0.5) * 2 ** -32));
    const direction = sineAndCosine(2 * Math.PI * (block[1] as number) * 2 ** -32);
    numbers[at] = radius * (direction[1] as number);
    if (at + 1 < count) numbers[at + 1] = radius * (direction[0] as number);
  }
  return numbers;
}
