import type { RandomKey } from "./threefry.ts";

/** Numbers as a function of a key. It may write them into an array that it is given, from its start, and returns that one then. */
export type Draw = (key: RandomKey, into?: Float32Array) => Float32Array;

/** How numbers were drawn, by their array. */
const draws = new WeakMap<ArrayBufferView, Draw>();

/** The keys behind watched ones. */
const watched = new WeakMap<RandomKey, { readonly key: RandomKey; onDraw(): void }>();

/**
 * Numbers that a computation draws from the key it was given. Whoever records the computation sees by the array how to draw them again from
 * another key (`drawOf`), so that all that depends on the key goes through here.
 */
export function drawnNumbers(key: RandomKey, draw: Draw): Float32Array {
  const watch = watched.get(key);
  const numbers = draw(watch?.key ?? key);
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
