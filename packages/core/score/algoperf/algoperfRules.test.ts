import { expect, test } from "vitest";
import { heldOutRuleV05 } from "./algoperfRules.ts";

const never = Number.POSITIVE_INFINITY;

/** Rows are workloads: one without variants, then a base and its two variants; columns are submissions. */
const after = (table: readonly (readonly number[])[]): number[][] => {
  const submissions = table[0]?.length ?? 0;
  const times = Float64Array.from(table.flat());
  const groups = [
    { base: 0, variants: [] },
    { base: 1, variants: [2, 3] },
  ];
  heldOutRuleV05(times, submissions, groups, 4);
  return table.map((_, w) => [...times.subarray(w * submissions, (w + 1) * submissions)]);
};

test("times that are near enough stay as they are, at r_max times the fastest too", () => {
  const table = [
    [1, 4, 2],
    [8, 2, 4],
    [3, 12, 3],
    [5, 5, 20],
  ];
  expect(after(table)).toEqual(table);
});

test("who misses the base misses its variants, and other workloads stay", () => {
  expect(
    after([
      [never, 1, 1],
      [2, never, 2],
      [3, 3, 3],
      [4, 4, 4],
    ]),
  ).toEqual([
    [never, 1, 1],
    [2, never, 2],
    [3, never, 3],
    [4, never, 4],
  ]);
});

test("who misses a variant misses the base, and so does who is too slow on one", () => {
  expect(
    after([
      [1, 1, 1],
      [2, 2, 2],
      [3, never, 3],
      [4, 4, 16.1],
    ]),
  ).toEqual([
    [1, 1, 1],
    [2, never, never],
    [3, never, 3],
    [4, 4, never],
  ]);
});

test("who misses one variant keeps the others, the first of the row like any", () => {
  expect(
    after([
      [1, 1],
      [2, 2],
      [never, 3],
      [4, 4],
    ]),
  ).toEqual([
    [1, 1],
    [never, 2],
    [never, 3],
    [4, 4],
  ]);
});

test("too slow is measured by the fastest that is left, on every workload", () => {
  expect(
    after([
      [1, 4.1, 2],
      [10, never, 41],
      // The first of these is of who missed the base.
      [10, 1, 30],
      [1, 1, 3],
    ]),
  ).toEqual([
    [1, never, 2],
    [10, never, never],
    [10, never, 30],
    [1, never, 3],
  ]);
});
