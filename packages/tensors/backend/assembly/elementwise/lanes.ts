/** The first `count` (1 to 3) of four consecutive numbers, zeros in the other lanes. Nothing beyond them is read. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function loadLanes(address: usize, count: i32): v128 {
  if (count == 1) return v128.load32_zero(address);
  const two = v128.load64_zero(address);
  return count == 2 ? two : v128.load32_lane(address + 8, two, 2);
}

/** Writes the first `count` (1 to 3) lanes. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function storeLanes(address: usize, value: v128, count: i32): void {
  if (count == 1) {
    v128.store32_lane(address, value, 0);
    return;
  }
  v128.store64_lane(address, value, 0);
  if (count == 3) v128.store32_lane(address + 8, value, 2);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/** `yes` where the mask's bits are set, else `no`. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function choose(mask: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, mask);
}
