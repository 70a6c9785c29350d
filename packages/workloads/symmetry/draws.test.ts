import { permutation } from "@steepest/base/random/permutation.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { assert, integer, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { symmetryKey } from "../testing/underSymmetry.ts";
import { drawArrangement, rearranged } from "./arrangement.ts";
import { drawIds, inverseOf, renamed } from "./drawIds.ts";
import { drawSign } from "./drawSign.ts";

const seeds = Array.from({ length: 64 }, (_, seed) => seed);
const isPermutation = (values: Int32Array) =>
  expect([...values].sort((a, b) => a - b)).toEqual([...values.keys()]);

describe.each(["any", "grid", { patch: 3 }] as const)("arrangements of %j", (pixels) => {
  const draw = (key: RandomKey) => drawArrangement(key, pixels, 6);

  test("are the same for a seed, and every place shows one place", () => {
    for (const seed of seeds) {
      expect(draw(symmetryKey(seed))).toEqual(draw(symmetryKey(seed)));
      isPermutation(draw(symmetryKey(seed)));
    }
  });

  test("differ from seed to seed, all that there are", () => {
    const different = new Set(seeds.map((seed) => draw(symmetryKey(seed)).join())).size;
    expect(different).toBe(pixels === "grid" ? 8 : 64);
  });
});

test("the grid keeps neighbours neighbours, and patches keep their pixels together", () => {
  for (const seed of seeds) {
    const grid = drawArrangement(symmetryKey(seed), "grid", 6);
    const steps = grid.map((source, at) => (at % 6 === 5 ? 1 : Math.abs(source - (grid[at + 1] as number))));
    expect(steps.every((step) => step === 1 || step === 6)).toBe(true);
    const patched = drawArrangement(symmetryKey(seed), { patch: 3 }, 6);
    const patchOf = (place: number) => 2 * Math.floor(place / 18) + Math.floor((place % 6) / 3);
    const shown = Array.from({ length: 4 }, (): Set<number> => new Set());
    for (const [at, source] of patched.entries()) shown[patchOf(at)]?.add(patchOf(source));
    expect(shown.map((patches) => patches.size)).toEqual([1, 1, 1, 1]);
  }
});

test("a grid of one size is that of another: filters turn as images do", () => {
  for (const seed of seeds) {
    const [small, large] = [2, 28].map((size) => drawArrangement(symmetryKey(seed), "grid", size));
    const corners = [0, 27, 27 * 28, 28 * 28 - 1];
    expect(corners.map((corner) => corners.indexOf(large?.[corner] as number))).toEqual([...(small ?? [])]);
  }
});

test("every order of pixels is as likely: each lands at each place", () => {
  const counts = new Float64Array(36);
  const draws = 18_000;
  for (let seed = 0; seed < draws; seed++) {
    const sources = drawArrangement(symmetryKey(seed), "any", 6);
    counts[sources[7] as number] = (counts[sources[7] as number] as number) + 1;
  }
  const expected = draws / 36;
  const chiSquare = counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
  // 99.9999 % quantile with 35 degrees of freedom.
  expect(chiSquare).toBeLessThan(93);
});

test("names are a renaming that leaves the first ids alone, and that is taken back by its inverse", () => {
  assert(
    property(
      integer({ min: 0, max: 2 ** 50 }),
      integer({ min: 1, max: 200 }),
      integer({ min: 0, max: 200 }),
      (seed, count, least) => {
        const fixed = Math.min(count, least);
        const names = drawIds(symmetryKey(seed), count, fixed);
        isPermutation(names);
        expect([...names.subarray(0, fixed)]).toEqual(Array.from({ length: fixed }, (_, id) => id));
        const ids = Uint8Array.from({ length: 300 }, (_, at) => (at * 7) % count);
        expect(renamed(renamed(ids, names), inverseOf(names))).toEqual(ids);
      },
    ),
  );
  expect(new Set(seeds.map((seed) => drawIds(symmetryKey(seed), 20).join())).size).toBe(64);
});

test("ids beyond the names and what is not asked for stay", () => {
  const ids = Uint16Array.of(0, 3, 999, 2);
  expect([...renamed(ids, Int32Array.of(0, 1, 3, 2))]).toEqual([0, 2, 999, 3]);
  expect([...ids]).toEqual([0, 3, 999, 2]);
});

test("signs are as often one as the other", () => {
  const positive = Array.from({ length: 4000 }, (_, seed) => drawSign(symmetryKey(seed))).filter(
    (sign) => sign > 0,
  );
  expect(Math.abs(positive.length - 2000)).toBeLessThan(6 * Math.sqrt(1000));
});

test("channels stay together, and every example is rearranged alike", () => {
  const values = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  expect([...rearranged(values, Int32Array.of(2, 0, 1), 2)]).toEqual([5, 6, 1, 2, 3, 4, 11, 12, 7, 8, 9, 10]);
  const order = permutation(symmetryKey(1), 4);
  const twice = rearranged(Float32Array.of(1, 2, 3, 4, 1, 2, 3, 4), order);
  expect([...twice.subarray(0, 4)]).toEqual([...twice.subarray(4)]);
});
