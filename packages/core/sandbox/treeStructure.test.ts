import { expect, test } from "vitest";
import type { LeafInfo } from "../submission/guest/tree.ts";
import { StructureTable } from "./treeStructure.ts";

const leaf = (index: number, ...shape: number[]): LeafInfo => ({ index, kind: "weight", shape });

test("the same leaves are the same structure, others are another", () => {
  const table = new StructureTable();
  const structure = table.intern([leaf(0, 2, 3), leaf(1, 4)]);
  expect(table.intern([leaf(0, 2, 3), leaf(1, 4)])).toBe(structure);
  expect(table.intern([leaf(0, 3, 2), leaf(1, 4)])).not.toBe(structure);
  expect(table.intern([leaf(1, 4), leaf(0, 2, 3)])).not.toBe(structure);
  expect(table.intern([leaf(0, 23), leaf(1, 4)])).not.toBe(structure);
  expect(table.at(structure.id)).toBe(structure);
});

test("sizes and offsets follow from shapes", () => {
  const { sizes, offsets, size } = new StructureTable().intern([leaf(0, 2, 3), leaf(1), leaf(2, 4)]);
  expect({ sizes, offsets, size }).toEqual({ sizes: [6, 1, 4], offsets: [0, 6, 7], size: 11 });
});

test("reshaped leaves keep kind and place", () => {
  const table = new StructureTable();
  const structure = table.intern([leaf(5, 2, 3)]);
  expect(table.reshaped(structure, [[6]]).leaves).toEqual([leaf(5, 6)]);
  expect(table.reshaped(structure, [[2, 3]])).toBe(structure);
});

test("leaves of one tree and leaves of all structures together are bounded", () => {
  const table = new StructureTable(2, 10);
  expect(() => table.intern([leaf(0), leaf(1), leaf(2)])).toThrow("a tree may have 2 leaves, not 3");
  for (let length = 1; length <= 5; length++) table.intern([leaf(0, length)]);
  table.intern([leaf(0, 1)]);
  expect(() => table.intern([leaf(0, 6)])).toThrow("more than 10 leaves");
});
