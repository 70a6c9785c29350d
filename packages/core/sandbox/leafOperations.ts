import * as tf from "@tensorflow/tfjs";
import { flattenLeaves } from "./arenaKernels.ts";
import { type StructureTable, sizeOf, type TreeStructure } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

/** Operations that make trees from leaves: choosing, joining, reshaping, filling. Arguments are never changed. */
export class LeafOperations {
  protected readonly structures: StructureTable;
  protected readonly reserve: (elements: number, leaves: number) => void;

  constructor(structures: StructureTable, reserve: (elements: number, leaves: number) => void) {
    this.structures = structures;
    this.reserve = reserve;
  }

  protected flat(structure: TreeStructure, make: () => tf.Tensor): TreeValue {
    if (structure.size === 0) {
      return TreeValue.fromLeaves(
        structure,
        structure.leaves.map((leaf) => tf.zeros([...leaf.shape])),
      );
    }
    this.reserve(structure.size, structure.leaves.length);
    return TreeValue.fromFlat(structure, tf.tidy(make) as tf.Tensor1D);
  }

  /** One new leaf per leaf; shapes are taken from what comes out. */
  protected perLeaf(tree: TreeValue, make: (leaf: tf.Tensor, i: number) => tf.Tensor): TreeValue {
    const leaves: tf.Tensor[] = [];
    try {
      tree.leaves().forEach((leaf, i) => {
        leaves.push(tf.tidy(() => make(leaf, i)));
      });
      const shapes = leaves.map((leaf) => leaf.shape);
      return TreeValue.fromLeaves(this.structures.reshaped(tree.structure, shapes), leaves);
    } catch (error) {
      // A submission may catch the refusal of a later leaf and try again for ever: the earlier ones must not stay.
      tf.dispose(leaves);
      throw error;
    }
  }

  reshape(tree: TreeValue, shape: readonly number[]): TreeValue {
    this.reserve(tree.structure.size, tree.structure.leaves.length);
    return this.perLeaf(tree, (leaf) => tf.reshape(leaf, [...shape]));
  }

  slice(tree: TreeValue, begin: readonly number[], size: readonly number[]): TreeValue {
    this.#oneLeaf(tree, "slice");
    const shape = tree.structure.leaves[0]?.shape ?? [];
    // tfjs checks only that begin + size stays inside: a negative begin would show what the memory held before.
    const lengths = shape.map((length, axis) => {
      const from = begin[axis] ?? Number.NaN;
      const taken = size[axis] === -1 ? length - from : (size[axis] ?? Number.NaN);
      return from >= 0 && taken >= 1 && from + taken <= length ? taken : null;
    });
    if (begin.length !== shape.length || size.length !== shape.length || lengths.includes(null)) {
      throw new Error(`slice: [${size}] elements from [${begin}] on are not all inside the shape [${shape}]`);
    }
    this.reserve(tree.structure.size, 1);
    return this.perLeaf(tree, (leaf) => tf.slice(leaf, [...begin], lengths as number[]));
  }

  concat(trees: readonly TreeValue[], axis: number): TreeValue {
    const [first] = trees;
    if (!first) throw new Error("concat: there is nothing to put together");
    for (const tree of trees) this.#oneLeaf(tree, "concat");
    this.reserve(
      trees.reduce((sum, tree) => sum + tree.structure.size, 0),
      1,
    );
    const leaves = trees.map((tree) => tree.leaves()[0] as tf.Tensor);
    return this.value(tf.tidy(() => tf.concat(leaves, axis)));
  }

  #oneLeaf(tree: TreeValue, what: string): void {
    if (tree.structure.leaves.length !== 1) throw new Error(`${what}: needs a tree of one leaf`);
  }

  select(tree: TreeValue, places: readonly number[]): TreeValue {
    const { leaves } = tree.structure;
    const chosen = places.map((place) => {
      const info = leaves[place];
      if (!info) throw new Error(`the tree has ${leaves.length} leaves, there is no leaf ${place}`);
      return info;
    });
    const structure = this.structures.intern(chosen);
    this.reserve(structure.size, chosen.length);
    const all = tree.leaves();
    return this.#gathered(
      structure,
      places.map((place) => all[place] as tf.Tensor),
    );
  }

  /** All leaves of several trees; `byPlace` puts them in the order of the parameters they stem from. */
  join(trees: readonly TreeValue[], byPlace: boolean): TreeValue {
    this.structures.expectLeaves(trees.reduce((sum, tree) => sum + tree.structure.leaves.length, 0));
    const parts = trees.flatMap((tree) => {
      const leaves = tree.leaves();
      return tree.structure.leaves.map((info, i) => ({ info, leaf: leaves[i] as tf.Tensor }));
    });
    if (byPlace) {
      parts.sort((a, b) => a.info.index - b.info.index);
      const twice = parts.find(({ info }, i) => i > 0 && parts[i - 1]?.info.index === info.index);
      if (twice) throw new Error(`merge: leaf ${twice.info.index} is in more than one of the trees`);
    }
    const structure = this.structures.intern(parts.map(({ info }) => info));
    this.reserve(structure.size, parts.length);
    return this.#gathered(
      structure,
      parts.map(({ leaf }) => leaf),
    );
  }

  /**
   * A tree of leaves of other trees. Where leaves may be views they are copied into memory of their own: a small leaf would
   * hold on to all of a large tree that nobody counts any more.
   */
  #gathered(structure: TreeStructure, leaves: readonly tf.Tensor[]): TreeValue {
    const flat = flattenLeaves(leaves);
    if (flat !== null) return TreeValue.fromFlat(structure, flat);
    return TreeValue.fromLeaves(
      structure,
      leaves.map((leaf) => leaf.clone()),
    );
  }

  fill(tree: TreeValue, value: number): TreeValue {
    return this.flat(tree.structure, () => tf.fill([tree.structure.size], value, "float32"));
  }

  /** A tree of one leaf from one tensor, which it takes. */
  value(tensor: tf.Tensor): TreeValue {
    const structure = this.structures.intern([{ index: 0, kind: "value", shape: tensor.shape }]);
    return TreeValue.fromLeaves(structure, [tensor]);
  }

  constant(values: Float32Array, shape: readonly number[]): TreeValue {
    if (shape.some((length) => !Number.isInteger(length) || length < 1) || sizeOf(shape) !== values.length) {
      throw new Error(`constant: ${values.length} values do not fill the shape [${shape}]`);
    }
    this.reserve(values.length, 1);
    return this.value(tf.tensor(values, [...shape], "float32"));
  }
}
