import { loadLanes, storeLanes } from "../elementwise/lanes";

/** The sum of the four lanes, always in this order. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function sumOfLanes(v: v128): f32 {
  const low = f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1);
  return low + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** The largest lane, none of which is NaN. By vectors: comparisons of single numbers branch, and nobody can tell which way. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function maximumOfLanes(v: v128): f32 {
  const two = f32x4.pmax(v, i64x2.shuffle(v, v, 1, 0));
  return f32x4.extract_lane(f32x4.pmax(two, i32x4.shuffle(two, two, 1, 0, 3, 2)), 0);
}

/** The first `count` (1 to 3) of four consecutive numbers, `filler` in the other lanes. Nothing beyond them is read. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function loadLanesOr(address: usize, count: i32, filler: v128): v128 {
  const own = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
  return v128.bitselect(loadLanes(address, count), filler, own);
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function bytes(count: i32): usize {
  return <usize>count << 2;
}

/** One to four consecutive numbers, zeros in the other lanes. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function read(address: usize, lanes: i32): v128 {
  return lanes == 4 ? v128.load(address) : loadLanes(address, lanes);
}

/** Writes the first one to four lanes. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function write(address: usize, value: v128, lanes: i32): void {
  if (lanes == 4) v128.store(address, value);
  else storeLanes(address, value, lanes);
}
