import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { randomWords } from "@steepest/base/random/uniform.ts";

/** 1 or −1, as likely. */
export const drawSign = (key: RandomKey): 1 | -1 =>
  (randomWords(key, 1)[0] as number) >>> 31 === 0 ? 1 : -1;
