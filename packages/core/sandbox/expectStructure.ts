import type { TreeStructure } from "./treeStructure.ts";
import type { TreeValue } from "./treeValue.ts";

/** Refuses a tree that does not have the expected leaves. */
export function expectStructure(tree: TreeValue, expected: TreeStructure, what: string): void {
  if (tree.structure === expected) return;
  const { leaves } = tree.structure;
  if (leaves.length !== expected.leaves.length) {
    throw new Error(`${what} must have ${expected.leaves.length} leaves, not ${leaves.length}`);
  }
  const wrong = leaves.findIndex((leaf, i) => leaf.shape.join() !== expected.leaves[i]?.shape.join());
  if (wrong >= 0) {
    throw new Error(
      `${what}: leaf ${wrong} must have shape [${expected.leaves[wrong]?.shape}], not [${leaves[wrong]?.shape}]`,
    );
  }
}
