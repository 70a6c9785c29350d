import { binaryKernel } from "./binaryKernel.ts";

/** The larger of two numbers; NaN where either is. */
export const maximum = binaryKernel("Maximum", "same", (a, ia, da, b, ib, db, out, at, length) => {
  for (let i = 0; i < length; i++, ia += da, ib += db)
    out[at + i] = Math.max(a[ia] as number, b[ib] as number);
});
