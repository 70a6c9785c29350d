import { binaryKernel } from "./binaryKernel.ts";

/** a ≠ b. */
export const notEqual = binaryKernel("NotEqual", "bool", (a, ia, da, b, ib, db, out, at, length) => {
  for (let i = 0; i < length; i++, ia += da, ib += db)
    out[at + i] = Number((a[ia] as number) !== (b[ib] as number));
});
