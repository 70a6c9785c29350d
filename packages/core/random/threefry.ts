/** A 64-bit key as two unsigned 32-bit words. All randomness of a trial descends from one such key. */
export type RandomKey = readonly [number, number];

const rotations = [13, 15, 26, 6, 17, 29, 16, 24] as const;

/**
 * Threefry-2x32 with 20 rounds (Salmon et al. 2011, "Parallel random numbers: as easy as 1, 2, 3"): a counter-based
 * generator, so that number `i` of a stream does not depend on how many were drawn before it, nor on the backend.
 * Writes the two words of the block for (`counter0`, `counter1`) into `out[at]` and `out[at + 1]`.
 */
export function threefry2x32(
  key: RandomKey,
  counter0: number,
  counter1: number,
  out: Uint32Array,
  at: number,
): void {
  const key0 = key[0] | 0;
  const key1 = key[1] | 0;
  const key2 = key0 ^ key1 ^ 0x1bd11bda;
  let x0 = (counter0 + key0) | 0;
  let x1 = (counter1 + key1) | 0;
  for (let group = 0; group < 5; group++) {
    const first = (group & 1) * 4;
    for (let round = first; round < first + 4; round++) {
      const rotation = rotations[round] as number;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << rotation) | (x1 >>> (32 - rotation))) ^ x0;
    }
    const injected0 = group % 3 === 0 ? key1 : group % 3 === 1 ? key2 : key0;
    const injected1 = group % 3 === 0 ? key2 : group % 3 === 1 ? key0 : key1;
    x0 = (x0 + injected0) | 0;
    x1 = (x1 + injected1 + group + 1) | 0;
  }
  out[at] = x0;
  out[at + 1] = x1;
}
