import { binaryKernel } from "./binaryKernel.ts";

/** The smaller of two numbers; NaN where either is. */
export const minimum = binaryKernel("Minimum", "same", (a, ia, da, b, ib, db, out, at, length) => {
  for (let i = 0; i < length; i++, ia += da, ib += db)
    out[at + i] = Math.min(a[ia] as number, b[ib] as number);
});
