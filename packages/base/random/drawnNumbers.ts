import type { RandomKey } from "./threefry.ts";

/** Numbers as a function of a key. It may write them into an array that it is given, from its start, and returns that one then. */
export type Draw = (key: RandomKey, into?: Float32Array) => Float32Array;

/** How numbers were drawn, by their array. */
const draws = new WeakMap<ArrayBufferView, Draw>();

/** What numbers are that may be stated instead of drawn: uniform in [0, 1), or standard normal. */
export type Distribution = "uniform" | "normal";

/** So many numbers in the place of drawn ones. */
export type StateNumbers = (distribution: Distribution, length: number) => Float32Array;

/** What stands for the numbers drawn from a key. */
const stated = new WeakMap<RandomKey, StateNumbers>();

/** A key that serves as the given one, except that `numbers` states what would be drawn from it by a known distribution. */
export function statedKey([first, second]: RandomKey, numbers: StateNumbers): RandomKey {
  const key: RandomKey = [first, second];
  stated.set(key, numbers);
  return key;
}

/** The keys behind watched ones. */
const watched = new WeakMap<RandomKey, { readonly key: RandomKey; onDraw(): void }>();

/**
 * Numbers that a computation draws from the key it was given. Whoever records the computation sees by the array how to draw them again from
 * another key (`drawOf`), so that all that depends on the key goes through here. Those of a `distribution` may be stated instead (`statedKey`).
 */
export function drawnNumbers(key: RandomKey, draw: Draw, distribution?: Distribution): Float32Array {
  const watch = watched.get(key);
  const numbers = draw(watch?.key ?? key);
  const instead = distribution && stated.get(key)?.(distribution, numbers.length);
  if (instead) return instead;
  if (watch) {
    draws.set(numbers, draw);
    watch.onDraw();
  }
  return numbers;
}

/** How an array of numbers was drawn from a watched key; undefined for any other. */
export const drawOf = (numbers: ArrayBufferView): Draw | undefined => draws.get(numbers);

/** A key that serves as the given one, and tells when numbers are drawn from it, or when its words are read in any other way. */
export function watchKey(key: RandomKey, onDraw: () => void, onRead: () => void): RandomKey {
  const word = (at: 0 | 1) => ({
    get: () => {
      onRead();
      return key[at];
    },
  });
  const watch = Object.defineProperties([], { 0: word(0), 1: word(1) }) as unknown as RandomKey;
  watched.set(watch, { key, onDraw });
  return watch;
}
