/**
 * Writes eight numbers, the upper four first: V8 makes one vector of eight lanes of both, and where the lower four come first it writes these
 * a second time, by themselves. Everything is to be read before: V8 joins no reads with a write between them.
 */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function storePair(address: usize, low: v128, high: v128): void {
  v128.store(address, high, 16);
  v128.store(address, low);
}

/** Writes sixteen numbers as two pairs. V8 finds the pairs of a loop's turn by their offsets, which are constants and differ. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function storeTwoPairs(address: usize, low: v128, high: v128, nextLow: v128, nextHigh: v128): void {
  v128.store(address, high, 16);
  v128.store(address, low);
  v128.store(address, nextHigh, 48);
  v128.store(address, nextLow, 32);
}

/** Pairs at four places: offsets that differ again, taken off the addresses first. */
// @ts-ignore: decorators of functions are AssemblyScript's own
@inline
export function storeFourPairs(
  first: usize,
  low: v128,
  high: v128,
  second: usize,
  low1: v128,
  high1: v128,
  third: usize,
  low2: v128,
  high2: v128,
  fourth: usize,
  low3: v128,
  high3: v128,
): void {
  second -= 32;
  third -= 64;
  fourth -= 96;
  v128.store(first, high, 16);
  v128.store(first, low);
  v128.store(second, high1, 48);
  v128.store(second, low1, 32);
  v128.store(third, high2, 80);
  v128.store(third, low2, 64);
  v128.store(fourth, high3, 112);
  v128.store(fourth, low3, 96);
}
