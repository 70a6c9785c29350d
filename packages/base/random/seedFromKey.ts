import type { RandomKey } from "./threefry.ts";

/** The key's upper 53 bits: a seed that JSON and SQL carry exactly. */
export const seedFromKey = (key: RandomKey): number => key[0] * 2 ** 21 + (key[1] >>> 11);
