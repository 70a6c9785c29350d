import { loadLanes, storeLanes } from "./lanes";

/**
 * out[i] = operation(x[i]). The last one to three numbers go through the same four-lane code, so that a number's result does
 * not depend on where it stands. `Operation` is a class with `apply(x: v128): v128` that has no fields: its instance is no
 * memory, and the call is inlined.
 */
// @ts-ignore: decorator
@inline
export function mapLanes<Operation>(x: usize, out: usize, length: i32): void {
  const operation = changetype<Operation>(0);
  const end = out + (<usize>(length & ~3) << 2);
  for (; out < end; out += 16, x += 16) v128.store(out, operation.apply(v128.load(x)));
  const rest = length & 3;
  if (rest != 0) storeLanes(out, operation.apply(loadLanes(x, rest)), rest);
}
