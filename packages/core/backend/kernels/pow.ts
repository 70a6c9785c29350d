import { type BinaryRun, binaryKernel } from "./binaryKernel.ts";

/**
 * aᵇ. One exponent for all numbers is the usual case, and the small ones (a square, a cube, the roots in gradients of
 * `sqrt` and `rsqrt`) need no call of `Math.pow`.
 */
export const pow = binaryKernel("Pow", "same", (a, ia, da, b, ib, db, out, at, length) => {
  const power = db === 0 ? powers.get(b[ib] as number) : undefined;
  if (power !== undefined) return power(a, ia, da, b, ib, db, out, at, length);
  for (let i = 0; i < length; i++, ia += da, ib += db) out[at + i] = (a[ia] as number) ** (b[ib] as number);
});

const powers = new Map<number, BinaryRun>([
  [
    2,
    (a, ia, da, _b, _ib, _db, out, at, length) => {
      for (let i = 0; i < length; i++, ia += da) out[at + i] = (a[ia] as number) * (a[ia] as number);
    },
  ],
  [
    3,
    (a, ia, da, _b, _ib, _db, out, at, length) => {
      for (let i = 0; i < length; i++, ia += da) {
        const x = a[ia] as number;
        out[at + i] = x * x * x;
      }
    },
  ],
  [
    1.5,
    (a, ia, da, _b, _ib, _db, out, at, length) => {
      for (let i = 0; i < length; i++, ia += da) {
        const x = a[ia] as number;
        // Below zero and at -0 the power is not this product.
        out[at + i] = x > 0 ? x * Math.sqrt(x) : x ** 1.5;
      }
    },
  ],
]);
