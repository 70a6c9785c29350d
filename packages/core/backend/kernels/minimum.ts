import { binaryKernel, bitsOf, longRun } from "./binaryKernel.ts";

/** The smaller of two numbers; NaN where either is. */
export const minimum = binaryKernel("Minimum", "same", (a, ia, da, b, ib, db, out, at, length) => {
  if (length < longRun || !(a instanceof Float32Array)) {
    for (let i = 0; i < length; i++, ia += da, ib += db) {
      out[at + i] = Math.min(a[ia] as number, b[ib] as number);
    }
    return;
  }
  // Chosen by a mask: on mixed numbers a branch is mispredicted half of the time, which costs four times as much.
  const aBits = bitsOf(a);
  const bBits = bitsOf(b);
  const outBits = bitsOf(out);
  for (let i = 0; i < length; i++, ia += da, ib += db) {
    const x = a[ia] as number;
    const isX = -(Number(x < (b[ib] as number)) | Number(Number.isNaN(x)));
    const other = bBits[ib] as number;
    outBits[at + i] = other ^ (((aBits[ia] as number) ^ other) & isX);
  }
});
