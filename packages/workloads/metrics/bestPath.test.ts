import { expect, test } from "vitest";
import { bestPath } from "./bestPath.ts";

/** Logits of three classes whose highest ones are `path`. */
const logitsOf = (path: readonly number[]) =>
  Float32Array.from(path.flatMap((best) => [0, 1, 2].map((at) => (at === best ? 5 : at))));

const decode = (path: readonly number[], start = 0, frames = path.length, blank = 0) =>
  bestPath(logitsOf(path), { start, frames, classes: 3, blank });

test("merges repeats and drops blanks; a blank keeps equal neighbours apart", () => {
  expect(decode([0, 1, 1, 0, 1, 2, 2, 0])).toEqual([1, 1, 2]);
  expect(decode([0, 0])).toEqual([]);
  expect(decode([2, 1, 2], 0, 3, 2)).toEqual([1]);
});

test("reads the frames of one example only", () => {
  expect(decode([1, 1, 2, 1, 2], 2, 2)).toEqual([2, 1]);
});

test("says nothing where a logit of the example is not finite, wherever it stands", () => {
  for (const none of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    for (let at = 0; at < 6; at++) {
      const logits = logitsOf([1, 2]).with(at, none);
      expect(bestPath(logits, { start: 0, frames: 2, classes: 3, blank: 0 })).toBeNull();
      // Another example's numbers do not matter.
      const other = { start: at < 3 ? 1 : 0, frames: 1, classes: 3, blank: 0 };
      expect(bestPath(logits, other)).toEqual([at < 3 ? 2 : 1]);
    }
  }
});
