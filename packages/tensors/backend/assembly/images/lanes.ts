/** What a loop over channels handles: eight of them, four, or the one to three that are left over. Decided at compile time. */
export type Eight = i64;
export type Whole = i32;
export type Part = f32;

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function isEight<T>(): bool {
  return sizeof<T>() == 8;
}

/** Of eight numbers the lower four. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function loadLanes<T>(address: usize, lanes: i32): v128 {
  if (isInteger<T>()) return v128.load(address);
  if (lanes == 1) return v128.load32_zero(address);
  const two = v128.load64_zero(address);
  return lanes == 2 ? two : v128.load32_lane(address + 8, two, 2);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function storeLanes<T>(address: usize, value: v128, lanes: i32): void {
  if (isInteger<T>()) {
    v128.store(address, value);
  } else if (lanes == 1) {
    v128.store32_lane(address, value, 0);
  } else {
    v128.store64_lane(address, value, 0);
    if (lanes == 3) v128.store32_lane(address + 8, value, 2);
  }
}
