import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import * as tf from "@tensorflow/tfjs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createTreeOperations } from "./treeOperations.ts";
import { StructureTable } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

const structures = new StructureTable();
const operations = createTreeOperations(structures, () => {});
const structure = structures.intern([
  { index: 0, kind: "weight", shape: [2, 2] },
  { index: 1, kind: "bias", shape: [3] },
  { index: 2, kind: "bias", shape: [] },
]);
const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
const leaves = () => [tf.tensor([1, 2, 3, 4], [2, 2]), tf.tensor([5, 6, 7]), tf.scalar(8)];

describe.each(["wasm", "cpu"] as const)("on %s", (backend) => {
  let before: tf.MemoryInfo;
  beforeEach(async () => {
    await openBackend(backend);
    before = tf.memory();
  });
  afterEach(() => {
    expect(tf.memory()).toEqual(before);
  });

  test("a tree of leaves is flat in their order, and its leaves are the same afterwards", () => {
    const tree = TreeValue.fromLeaves(structure, leaves());
    expect([...tree.flat().dataSync()]).toEqual(numbers);
    expect(tree.leaves().map((leaf) => [leaf.shape, [...leaf.dataSync()]])).toEqual([
      [
        [2, 2],
        [1, 2, 3, 4],
      ],
      [[3], [5, 6, 7]],
      [[], [8]],
    ]);
    tree.dispose();
  });

  test("leaves that lie together pass for apart until they are used flat, also over a snapshot", async () => {
    const tree = TreeValue.fromJoined(structure, tf.tensor1d(numbers));
    expect([...(tree.leaves()[1] as tf.Tensor).dataSync()]).toEqual([5, 6, 7]);
    expect(tree.isFlat).toBe(false);
    const saved = await tree.save();
    expect(saved).toEqual({ flat: false, numbers: Float32Array.from(numbers) });
    const again = TreeValue.fromSaved(structure, saved.flat, saved.numbers);
    for (const each of [tree, again]) {
      expect(each.isFlat).toBe(false);
      expect([...each.flat().dataSync()]).toEqual(numbers);
      expect(each.isFlat).toBe(true);
      expect((await each.save()).flat).toBe(true);
      each.dispose();
    }
    const [only] = structure.leaves;
    const single = TreeValue.fromJoined(
      structures.intern([only as (typeof structure.leaves)[0]]),
      tf.tensor1d([1, 2, 3, 4]),
    );
    expect(single.isFlat).toBe(true);
    expect(single.leaves()[0]?.shape).toEqual([2, 2]);
    single.dispose();
  });

  test("forms that are made inside a tidy stay", () => {
    const tree = TreeValue.fromLeaves(structure, leaves());
    tf.tidy(() => void tree.flat());
    tf.tidy(() => void tree.leaves());
    expect([...tree.flat().dataSync()]).toEqual(numbers);
    expect([...(tree.leaves()[1] as tf.Tensor).dataSync()]).toEqual([5, 6, 7]);
    tree.dispose();
  });

  test("chosen and joined leaves outlive the trees that they come from", () => {
    const tree = TreeValue.fromFlat(structure, tf.tensor1d(numbers));
    const rest = operations.select(tree, [1, 2]);
    const first = operations.select(tree, [0]);
    tree.dispose();
    const joined = operations.join([rest, first], true);
    rest.dispose();
    first.dispose();
    expect([...joined.flat().dataSync()]).toEqual(numbers);
    joined.dispose();
  });
});

test("on wasm a tree holds its numbers once, in both forms", async () => {
  await openBackend("wasm");
  const before = tf.memory().numBytes;
  const held = () => tf.memory().numBytes - before;
  const tree = TreeValue.fromLeaves(structure, leaves());
  expect(held()).toBe(32);
  tree.flat();
  expect(held()).toBe(32);
  tree.leaves();
  expect(held()).toBe(32);
  tree.dispose();
  expect(held()).toBe(0);
});

test("on wasm a small leaf that was chosen does not hold on to its large tree", async () => {
  await openBackend("wasm");
  const before = tf.memory().numBytes;
  const tree = TreeValue.fromFlat(structure, tf.tensor1d(numbers));
  const chosen = operations.select(tree, [2]);
  tree.dispose();
  expect(tf.memory().numBytes - before).toBe(4);
  chosen.dispose();
});
