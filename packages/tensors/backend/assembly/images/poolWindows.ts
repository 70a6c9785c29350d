import { storeFourPairs, storePair, storeTwoPairs } from "../storePair";
import { loadLanes, storeLanes } from "./lanes";

/**
 * One window of a pool: where its inside part begins, how many taps it has, what separates them in bytes. pmax passes over NaN, and costs a
 * third of max: NaN is noted beside it. All bits set are one.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function largest<T>(from: usize, rows: i32, columns: i32, down: usize, right: usize, lanes: i32): v128 {
  let best = f32x4.splat(-Infinity);
  let unlike = i32x4.splat(0);
  for (; rows > 0; rows--, from += down) {
    let source = from;
    for (let i = columns; i > 0; i--, source += right) {
      const value = loadLanes<T>(source, lanes);
      best = f32x4.pmax(best, value);
      unlike = v128.or(unlike, f32x4.ne(value, value));
    }
  }
  return v128.or(best, unlike);
}

/** Sixteen channels at once: the windows' loops cost more than their few taps. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function largestOfSixteen(from: usize, rows: i32, columns: i32, down: usize, right: usize, out: usize): void {
  let a = f32x4.splat(-Infinity);
  let b = a;
  let c = a;
  let d = a;
  let unlikeA = i32x4.splat(0);
  let unlikeB = unlikeA;
  let unlikeC = unlikeA;
  let unlikeD = unlikeA;
  for (; rows > 0; rows--, from += down) {
    let source = from;
    for (let i = columns; i > 0; i--, source += right) {
      const x0 = v128.load(source);
      const x1 = v128.load(source, 16);
      const x2 = v128.load(source, 32);
      const x3 = v128.load(source, 48);
      a = f32x4.pmax(a, x0);
      b = f32x4.pmax(b, x1);
      c = f32x4.pmax(c, x2);
      d = f32x4.pmax(d, x3);
      unlikeA = v128.or(unlikeA, f32x4.ne(x0, x0));
      unlikeB = v128.or(unlikeB, f32x4.ne(x1, x1));
      unlikeC = v128.or(unlikeC, f32x4.ne(x2, x2));
      unlikeD = v128.or(unlikeD, f32x4.ne(x3, x3));
    }
  }
  storeTwoPairs(out, v128.or(a, unlikeA), v128.or(b, unlikeB), v128.or(c, unlikeC), v128.or(d, unlikeD));
}

/** The largest of a whole window of 2 × 2, eight channels. The first tap is the best so far, whatever it is. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function largestOfFour(from: usize, down: usize, right: usize, out: usize): void {
  const below = from + down;
  const a0 = v128.load(from), a1 = v128.load(from, 16);
  const b0 = v128.load(from + right), b1 = v128.load(from + right, 16);
  const c0 = v128.load(below), c1 = v128.load(below, 16);
  const d0 = v128.load(below + right), d1 = v128.load(below + right, 16);
  const best0 = f32x4.pmax(f32x4.pmax(f32x4.pmax(a0, b0), c0), d0);
  const best1 = f32x4.pmax(f32x4.pmax(f32x4.pmax(a1, b1), c1), d1);
  const unlike0 = v128.or(v128.or(f32x4.ne(a0, a0), f32x4.ne(b0, b0)), v128.or(f32x4.ne(c0, c0), f32x4.ne(d0, d0)));
  const unlike1 = v128.or(v128.or(f32x4.ne(a1, a1), f32x4.ne(b1, b1)), v128.or(f32x4.ne(c1, c1), f32x4.ne(d1, d1)));
  storePair(out, v128.or(best0, unlike0), v128.or(best1, unlike1));
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function total<T>(from: usize, rows: i32, columns: i32, down: usize, right: usize, lanes: i32): v128 {
  let sum = f32x4.splat(0);
  for (; rows > 0; rows--, from += down) {
    let source = from;
    for (let i = columns; i > 0; i--, source += right) sum = f32x4.add(sum, loadLanes<T>(source, lanes));
  }
  return sum;
}

/** The window's gradient goes to the first of its largest inputs, or to the first NaN where there is one. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function toLargest<T>(
  gradient: v128,
  from: usize,
  target: usize,
  rows: i32,
  columns: i32,
  down: usize,
  right: usize,
  lanes: i32,
  overlap: bool,
): void {
  let best = f32x4.splat(-Infinity);
  let place = i32x4.splat(0);
  let tap = i32x4.splat(0);
  const one = i32x4.splat(1);
  for (let row = rows; row > 0; row--, from += down) {
    let source = from;
    for (let i = columns; i > 0; i--, source += right) {
      const value = loadLanes<T>(source, lanes);
      // NaN is not "at most" anything; once it is the best, nothing takes its place.
      const larger = v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
      best = v128.bitselect(value, best, larger);
      place = v128.bitselect(tap, place, larger);
      tap = i32x4.add(tap, one);
    }
  }
  tap = i32x4.splat(0);
  for (let row = rows; row > 0; row--, target += down) {
    let to = target;
    for (let i = columns; i > 0; i--, to += right) {
      const part = v128.and(gradient, i32x4.eq(place, tap));
      storeLanes<T>(to, overlap ? f32x4.add(loadLanes<T>(to, lanes), part) : part, lanes);
      tap = i32x4.add(tap, one);
    }
  }
}

/** Of `toLargest`, for a window of 2 × 2: whether a tap takes the place of the best so far, which the first tap is, whatever it is. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
function replaces(value: v128, best: v128): v128 {
  return v128.andnot(f32x4.eq(best, best), f32x4.le(value, best));
}

/** `toLargest` of a window of 2 × 2 that meets no other, four channels. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function toLargestOfFour(gradient: v128, from: usize, target: usize, down: usize, right: usize): void {
  const a = v128.load(from);
  const b = v128.load(from + right);
  const c = v128.load(from + down);
  const d = v128.load(from + down + right);
  const second = replaces(b, a);
  let best = v128.bitselect(b, a, second);
  const third = replaces(c, best);
  best = v128.bitselect(c, best, third);
  const fourth = replaces(d, best);
  const after = v128.or(third, fourth);
  v128.store(target, v128.andnot(gradient, v128.or(second, after)));
  v128.store(target + right, v128.and(gradient, v128.andnot(second, after)));
  v128.store(target + down, v128.and(gradient, v128.andnot(third, fourth)));
  v128.store(target + down + right, v128.and(gradient, fourth));
}

/** The same of eight channels. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function eightToLargestOfFour(dy: usize, from: usize, target: usize, down: usize, right: usize): void {
  const below = from + down;
  const a0 = v128.load(from), a1 = v128.load(from, 16);
  const b0 = v128.load(from + right), b1 = v128.load(from + right, 16);
  const c0 = v128.load(below), c1 = v128.load(below, 16);
  const d0 = v128.load(below + right), d1 = v128.load(below + right, 16);
  const gradient0 = v128.load(dy), gradient1 = v128.load(dy, 16);
  const second0 = replaces(b0, a0), second1 = replaces(b1, a1);
  const best0 = v128.bitselect(b0, a0, second0), best1 = v128.bitselect(b1, a1, second1);
  const third0 = replaces(c0, best0), third1 = replaces(c1, best1);
  const better0 = v128.bitselect(c0, best0, third0), better1 = v128.bitselect(c1, best1, third1);
  const fourth0 = replaces(d0, better0), fourth1 = replaces(d1, better1);
  const after0 = v128.or(third0, fourth0), after1 = v128.or(third1, fourth1);
  storeFourPairs(
    target,
    v128.andnot(gradient0, v128.or(second0, after0)),
    v128.andnot(gradient1, v128.or(second1, after1)),
    target + right,
    v128.and(gradient0, v128.andnot(second0, after0)),
    v128.and(gradient1, v128.andnot(second1, after1)),
    target + down,
    v128.and(gradient0, v128.andnot(third0, fourth0)),
    v128.and(gradient1, v128.andnot(third1, fourth1)),
    target + down + right,
    v128.and(gradient0, fourth0),
    v128.and(gradient1, fourth1),
  );
}

// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function toAll<T>(
  share: v128,
  target: usize,
  rows: i32,
  columns: i32,
  down: usize,
  right: usize,
  lanes: i32,
  overlap: bool,
): void {
  for (; rows > 0; rows--, target += down) {
    let to = target;
    for (let i = columns; i > 0; i--, to += right) {
      storeLanes<T>(to, overlap ? f32x4.add(loadLanes<T>(to, lanes), share) : share, lanes);
    }
  }
}
