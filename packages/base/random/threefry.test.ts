import { expect, test } from "vitest";
import { threefry2x32 } from "./threefry.ts";

/** Random123, tests/kat_vectors, the lines `threefry2x32 20`: counter, key, result. */
const published = [
  { name: "zeros", counter: [0, 0], key: [0, 0], result: [0x6b200159, 0x99ba4efe] },
  {
    name: "ones",
    counter: [0xffffffff, 0xffffffff],
    key: [0xffffffff, 0xffffffff],
    result: [0x1cb996fc, 0xbb002be7],
  },
  {
    name: "digits of pi",
    counter: [0x243f6a88, 0x85a308d3],
    key: [0x13198a2e, 0x03707344],
    result: [0xc4923a9c, 0x483df7a0],
  },
] as const;

test.each(published)("gives the published answer for $name", ({ counter, key, result }) => {
  const out = new Uint32Array(4);
  threefry2x32(key, counter[0], counter[1], out, 1);
  expect([...out]).toEqual([0, ...result, 0]);
});
