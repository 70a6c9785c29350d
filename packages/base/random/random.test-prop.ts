import fc from "fast-check";
import { expect, test } from "vitest";
import { deriveKey, keyFromSeed } from "./key.ts";
import { normal } from "./normal.ts";
import { permutation } from "./permutation.ts";
import type { RandomKey } from "./threefry.ts";
import { randomWords, uniform } from "./uniform.ts";

const count = 20_000;
const seeds = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const labels = fc.oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.nat());

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, x) => sum + x, 0) / values.length;
const moment = (values: ArrayLike<number>, power: number): number =>
  mean(Array.from(values, (x) => x ** power));
const correlation = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  const [meanA, meanB] = [mean(a), mean(b)];
  const covariance = mean(Array.from(a, (x, i) => (x - meanA) * ((b[i] as number) - meanB)));
  return covariance / Math.sqrt((moment(a, 2) - meanA ** 2) * (moment(b, 2) - meanB ** 2));
};
/** Six standard errors of a mean of `count` numbers of this variance: a right generator passes all but once in 10⁹. */
const within = (variance: number): number => 6 * Math.sqrt(variance / count);

test("uniform numbers lie in [0, 1) and have the moments of the uniform distribution", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const numbers = uniform(keyFromSeed(seed), count);
      expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
      expect(Math.abs(mean(numbers) - 1 / 2)).toBeLessThan(within(1 / 12));
      expect(Math.abs(moment(numbers, 2) - 1 / 3)).toBeLessThan(within(4 / 45));
    }),
    { numRuns: 10 },
  );
});

test("normal numbers have the first four moments of the normal distribution", () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const numbers = normal(keyFromSeed(seed), count);
      expect(Math.abs(mean(numbers))).toBeLessThan(within(1));
      expect(Math.abs(moment(numbers, 2) - 1)).toBeLessThan(within(2));
      expect(Math.abs(moment(numbers, 3))).toBeLessThan(within(15));
      expect(Math.abs(moment(numbers, 4) - 3)).toBeLessThan(within(96));
    }),
    { numRuns: 10 },
  );
});

test("a key's children, and parent and child, are uncorrelated", () => {
  fc.assert(
    fc.property(seeds, labels, labels, (seed, one, other) => {
      fc.pre(one !== other);
      const key = keyFromSeed(seed);
      const [a, b] = [deriveKey(key, one), deriveKey(key, other)].map((child) => uniform(child, count));
      if (!a || !b) throw new Error("two children");
      expect(Math.abs(correlation(a, b))).toBeLessThan(6 / Math.sqrt(count));
      expect(Math.abs(correlation(a, uniform(key, count)))).toBeLessThan(6 / Math.sqrt(count));
    }),
    { numRuns: 15 },
  );
});

test("different labels and different seeds give different keys", () => {
  fc.assert(
    fc.property(seeds, fc.uniqueArray(labels, { minLength: 2, maxLength: 40 }), (seed, purposes) => {
      const keys = purposes.map((label) => deriveKey(keyFromSeed(seed), label).join());
      expect(new Set(keys).size).toBe(purposes.length);
      expect(keyFromSeed(seed).join()).not.toBe(keyFromSeed(seed === 0 ? 1 : seed - 1).join());
    }),
  );
});

test("the longer stream begins with the shorter one", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 50 }), (seed, a, b) => {
      const key: RandomKey = keyFromSeed(seed);
      for (const draw of [randomWords, uniform, normal]) {
        const long = draw(key, a + b);
        expect([...draw(key, a)]).toEqual([...long.slice(0, a)]);
      }
    }),
  );
});

test("permutations hold every number once", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 0, max: 300 }), (seed, n) => {
      const order = permutation(keyFromSeed(seed), n);
      expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    }),
  );
});

test("permutations of four come up equally often", () => {
  const counts = new Map<string, number>();
  const draws = 24_000;
  for (let draw = 0; draw < draws; draw++) {
    const order = permutation(deriveKey(keyFromSeed(5), draw), 4).join();
    counts.set(order, (counts.get(order) ?? 0) + 1);
  }
  expect(counts.size).toBe(24);
  const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 1000) ** 2 / 1000, 0);
  // 99.9999 % quantile with 23 degrees of freedom.
  expect(chiSquare).toBeLessThan(74);
});

test("seeds that are no non-negative safe integers are refused", () => {
  for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => keyFromSeed(seed)).toThrow(RangeError);
});
