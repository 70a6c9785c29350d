import { memory, tensor1d } from "@tensorflow/tfjs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { HandleTable } from "./handleTable.ts";
import { StructureTable } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

const structures = new StructureTable();
const tree = (...values: number[]) =>
  TreeValue.fromFlat(
    structures.intern([{ index: 0, kind: "value", shape: [values.length] }]),
    tensor1d(values, "float32"),
  );
const batch = (size: number) => ({ indices: new Int32Array(size), key: [0, 0] as const });

let table: HandleTable;
let before: number;
beforeEach(() => {
  before = memory().numTensors;
  table = new HandleTable(10_000);
});
afterEach(() => {
  table.dispose();
  expect(memory().numTensors).toBe(before);
});

test("a sweep frees all but roots and what was kept, once", () => {
  const [root, kept, loose] = [table.add(tree(1)), table.add(tree(2, 3)), table.add(tree(4))];
  table.keep(kept);
  expect(table.sweep(new Set([root]))).toBe(8);
  expect(table.tree(root).structure.size).toBe(1);
  expect(table.tree(kept).structure.size).toBe(2);
  expect(() => table.tree(loose)).toThrow("was freed");
  expect(table.sweep(new Set([root]))).toBe(0);
  expect(() => table.tree(kept)).toThrow("was freed");
});

test("a tree of the state that is lent counts as state, one that is only lent does not", () => {
  const [state, lent] = [table.add(tree(1, 2, 3)), table.add(tree(4))];
  table.keep(state);
  expect(table.sweep(new Set(), new Set([state, lent]))).toBe(12);
  expect(table.tree(lent).structure.size).toBe(1);
});

test("handles are never used again", () => {
  const first = table.add(tree(1));
  table.sweep(new Set());
  expect(table.add(tree(1))).not.toBe(first);
});

test("a handle that was never given is told apart from a freed one", () => {
  for (const handle of [0, -1, 0.5, 99, Number.NaN]) {
    expect(() => table.tree(handle)).toThrow("not a Tree or Batch of this trial");
  }
});

test("trees and batches are not mistaken for each other", () => {
  const [a, b] = [table.add(tree(1)), table.add(batch(4))];
  expect(() => table.batch(a)).toThrow("a Tree was given");
  expect(() => table.tree(b)).toThrow("a Batch was given");
});

test("trees, their bookkeeping and batches count towards the limit, and are given back", () => {
  expect(() => table.reserve(3000)).toThrow("the limit is");
  for (let i = 0; i < 5; i++) {
    table.add(batch(1500));
    expect(() => table.reserve(1000)).toThrow("the limit is");
    table.sweep(new Set());
    table.reserve(1000);
  }
  expect(() => table.reserve(0, 100)).toThrow("the limit is");
});

test("what was lent is freed on release, unless the state names it", () => {
  const [lent, named] = [table.add(tree(1)), table.add(tree(2))];
  table.keep(named);
  table.sweep(new Set([lent]));
  table.release(lent);
  table.release(named);
  expect(() => table.tree(lent)).toThrow("was freed");
  expect(table.tree(named).structure.size).toBe(1);
});
