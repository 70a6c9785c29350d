import { storePair, storeTwoPairs } from "../storePair";
import { loadLanes, storeLanes } from "./lanes";

/**
 * out[i] = operation(x[i]). The last one to three numbers go through the same four-lane code, so that a number's result does
 * not depend on where it stands. `Operation` is a class with `apply(x: v128): v128` that has no fields: its instance is no
 * memory, and the call is inlined.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function mapLanes<Operation>(x: usize, out: usize, length: i32): void {
  const operation = changetype<Operation>(0);
  const end = out + (<usize>(length & ~3) << 2);
  const pairsEnd = out + (<usize>(length & ~7) << 2);
  // Two vectors at once, for engines that make one of eight lanes of them.
  for (; out < pairsEnd; out += 32, x += 32) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    const y0 = operation.apply(x0);
    const y1 = operation.apply(x1);
    storePair(out, y0, y1);
  }
  for (; out < end; out += 16, x += 16) v128.store(out, operation.apply(v128.load(x)));
  const rest = length & 3;
  if (rest != 0) storeLanes(out, operation.apply(loadLanes(x, rest)), rest);
}

/** As `mapLanes`, sixteen numbers a turn, for operations of a few instructions, where the loop would be half of the work. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function mapCheapLanes<Operation>(x: usize, out: usize, length: i32): void {
  const operation = changetype<Operation>(0);
  const longEnd = out + (<usize>(length & ~15) << 2);
  for (; out < longEnd; out += 64, x += 64) {
    const y0 = operation.apply(v128.load(x));
    const y1 = operation.apply(v128.load(x, 16));
    const y2 = operation.apply(v128.load(x, 32));
    const y3 = operation.apply(v128.load(x, 48));
    storeTwoPairs(out, y0, y1, y2, y3);
  }
  mapLanes<Operation>(x, out, length & 15);
}
