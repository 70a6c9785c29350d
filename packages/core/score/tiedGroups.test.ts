import fc from "fast-check";
import { expect, test } from "vitest";
import { tiedGroups } from "./tiedGroups.ts";

const among = (pairs: readonly (readonly [number, number])[]) => (one: number, other: number) =>
  pairs.some(([a, b]) => a === one && b === other);

test("rows of which the ends alone are told apart are two groups that share the middle", () => {
  expect(tiedGroups(3, among([[0, 2]]))).toEqual([
    [0, 1],
    [1, 2],
  ]); // prettier-ignore
});

test("all alike are one group, all told apart one each", () => {
  expect(tiedGroups(4, () => false)).toEqual([[0, 1, 2, 3]]);
  expect(tiedGroups(3, () => true)).toEqual([[0], [1], [2]]);
  expect(tiedGroups(0, () => true)).toEqual([]);
});

test("two rows share a group exactly where they are not told apart, and no group lies in another", () => {
  const relation = fc
    .integer({ min: 1, max: 6 })
    .chain((rows) =>
      fc.record({ rows: fc.constant(rows), told: fc.array(fc.boolean(), { minLength: 36, maxLength: 36 }) }),
    );
  fc.assert(
    fc.property(relation, ({ rows, told }) => {
      const differ = (one: number, other: number) => told[one * 6 + other] as boolean;
      const groups = tiedGroups(rows, differ);
      for (let one = 0; one < rows; one++) {
        expect(groups.some((group) => group.includes(one))).toBe(true);
        for (let other = one + 1; other < rows; other++) {
          const share = groups.some((group) => group.includes(one) && group.includes(other));
          expect(share).toBe(!differ(one, other));
        }
      }
      for (const group of groups) {
        expect(groups.filter((other) => group.every((row) => other.includes(row)))).toEqual([group]);
      }
    }),
    { numRuns: 200 },
  );
});
