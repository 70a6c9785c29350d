import * as tf from "@tensorflow/tfjs";
import { perLeaf, type TreeMaker } from "./treeMaker.ts";
import { broadcastShape, sizeOf } from "./treeStructure.ts";
import type { TreeValue } from "./treeValue.ts";

// Leaves as matrices, or as stacks of them.

export function matmul(
  maker: TreeMaker,
  left: TreeValue,
  right: TreeValue,
  transposeLeft: boolean,
  transposeRight: boolean,
): TreeValue {
  const others = right.structure.leaves;
  if (others.length !== left.structure.leaves.length) {
    throw new Error("matmul: the trees have different numbers of leaves");
  }
  left.structure.leaves.forEach((leaf, i) => {
    const [a, b] = [leaf.shape, others[i]?.shape ?? []];
    const inner = transposeLeft ? a.at(-2) : a.at(-1);
    const outer = transposeRight ? b.at(-1) : b.at(-2);
    if (a.length < 2 || b.length < 2 || inner !== outer) {
      throw new Error(`matmul: leaf ${i} of shape [${a}] does not multiply with [${b}]`);
    }
  });
  const rows = left.structure.leaves.map(({ shape }, i) => {
    const b = others[i]?.shape ?? [];
    const height = (transposeLeft ? shape.at(-1) : shape.at(-2)) ?? 1;
    const batch = broadcastShape(shape.slice(0, -2), b.slice(0, -2));
    if (!batch) throw new Error(`matmul: leaf ${i} of shape [${shape}] does not multiply with [${b}]`);
    return sizeOf(batch) * height * ((transposeRight ? b.at(-2) : b.at(-1)) ?? 1);
  });
  maker.reserve(
    rows.reduce((sum, size) => sum + size, 0),
    rows.length,
  );
  const rightLeaves = right.leaves();
  return perLeaf(maker, left, (leaf, i) =>
    tf.matMul(leaf, rightLeaves[i] as tf.Tensor, transposeLeft, transposeRight),
  );
}

export function transpose(maker: TreeMaker, tree: TreeValue): TreeValue {
  tree.structure.leaves.forEach(({ shape }, i) => {
    if (shape.length < 2) throw new Error(`transpose: leaf ${i} has shape [${shape}], it needs two axes`);
  });
  maker.reserve(tree.structure.size, tree.structure.leaves.length);
  return perLeaf(maker, tree, (leaf) => {
    const axes = leaf.shape.map((_, i) => i);
    return tf.transpose(leaf, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
  });
}
