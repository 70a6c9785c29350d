import * as tf from "@tensorflow/tfjs";
import {
  binaryOperations,
  type Reduction,
  reductions,
  unaryOperations,
} from "../submission/guest/operationNames.ts";
import { addScaledKernel, binaryKernels, emaKernel, unaryKernels } from "./elementwiseOperations.ts";
import { euclideanNorm } from "./euclideanNorm.ts";
import { LeafOperations } from "./leafOperations.ts";
import { TreeFormulas, type TreeLoop } from "./treeFormulas.ts";
import {
  broadcastShape,
  isScalar,
  type StructureTable,
  sameShapes,
  sizeOf,
  type TreeStructure,
} from "./treeStructure.ts";
import type { TreeValue } from "./treeValue.ts";

type Kernel = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const shown = (structure: TreeStructure): string =>
  structure.leaves.length > 4
    ? `${structure.leaves.length} leaves`
    : structure.leaves.map((leaf) => `[${leaf.shape.join(", ")}]`).join(", ");

const named = <Name extends string>(names: readonly Name[], index: number): Name => {
  const name = names[index];
  if (name === undefined) throw new Error(`there is no operation ${index}`);
  return name;
};

/** Operations from trees to a new tree. Arguments are never changed; errors say what did not fit. */
export class TreeOperations extends LeafOperations {
  readonly formulas: TreeFormulas;

  constructor(
    structures: StructureTable,
    reserve: (elements: number, leaves: number) => void,
    onLoop?: (loop: TreeLoop) => void,
  ) {
    super(structures, reserve);
    this.formulas = new TreeFormulas(onLoop);
  }

  unary(operation: number, tree: TreeValue): TreeValue {
    const name = named(unaryOperations, operation);
    return this.#put(tree.structure, name, [tree], () => unaryKernels[name](tree.flat()));
  }

  /** Done at once, or put off. */
  #put(
    structure: TreeStructure,
    name: string,
    operands: readonly (TreeValue | number)[],
    now: () => tf.Tensor,
  ): TreeValue {
    if (!this.formulas.takes(name, structure)) return this.flat(structure, now);
    this.reserve(structure.size, structure.leaves.length);
    return this.formulas.make(structure, name, operands);
  }

  binary(operation: number, left: TreeValue, right: TreeValue): TreeValue {
    const name = named(binaryOperations, operation);
    return this.#broadcast(name, binaryKernels[name], left, right);
  }

  /** `factors` are what the kernel takes beside the trees; with any, trees of other shapes are combined by several kernels. */
  #broadcast(
    name: string,
    kernel: Kernel,
    left: TreeValue,
    right: TreeValue,
    factors: readonly number[] = [],
  ): TreeValue {
    const [a, b] = [left.structure, right.structure];
    const operands = [left, right, ...factors];
    if (sameShapes(a, b)) return this.#put(a, name, operands, () => kernel(left.flat(), right.flat()));
    const plain = factors.length === 0 ? name : `${name} of other shapes`;
    if (isScalar(b)) {
      return this.#put(a, plain, operands, () => kernel(left.flat(), tf.reshape(right.flat(), [])));
    }
    if (isScalar(a)) {
      return this.#put(b, plain, operands, () => kernel(tf.reshape(left.flat(), []), right.flat()));
    }
    if (a.leaves.length !== b.leaves.length) {
      throw new Error(`${name}: a tree of ${shown(a)} does not go with one of ${shown(b)}`);
    }
    const shapes = a.leaves.map((leaf, i) => {
      const other = b.leaves[i]?.shape ?? [];
      const shape = broadcastShape(leaf.shape, other);
      if (!shape) {
        throw new Error(`${name}: leaf ${i} of shape [${leaf.shape}] does not broadcast with [${other}]`);
      }
      return shape;
    });
    this.reserve(
      shapes.reduce((sum, shape) => sum + sizeOf(shape), 0),
      shapes.length,
    );
    const others = right.leaves();
    return this.perLeaf(left, (leaf, i) => kernel(leaf, others[i] as tf.Tensor));
  }

  binaryConstant(operation: number, tree: TreeValue, constant: number, constantFirst: boolean): TreeValue {
    const name = named(binaryOperations, operation);
    const kernel = binaryKernels[name];
    return this.#put(tree.structure, name, constantFirst ? [constant, tree] : [tree, constant], () => {
      const number = tf.scalar(constant);
      return constantFirst ? kernel(number, tree.flat()) : kernel(tree.flat(), number);
    });
  }

  where(condition: TreeValue, whenTrue: TreeValue, whenFalse: TreeValue): TreeValue {
    const { structure } = condition;
    if (!sameShapes(structure, whenTrue.structure) || !sameShapes(structure, whenFalse.structure)) {
      throw new Error("where: condition and both values need the same shapes");
    }
    return this.flat(structure, () =>
      tf.where(tf.notEqual(condition.flat(), tf.scalar(0)), whenTrue.flat(), whenFalse.flat()),
    );
  }

  ema(average: TreeValue, value: TreeValue, decay: number): TreeValue {
    return this.#broadcast("ema", (a, v) => emaKernel(a, v, decay), average, value, [decay, 1 - decay]);
  }

  addScaled(left: TreeValue, right: TreeValue, factor: number): TreeValue {
    return this.#broadcast("addScaled", (a, b) => addScaledKernel(a, b, factor), left, right, [factor]);
  }

  reduceLeaves(reduction: number, tree: TreeValue): TreeValue {
    const name = named(reductions, reduction);
    this.reserve(tree.structure.leaves.length, tree.structure.leaves.length);
    return this.perLeaf(tree, (leaf) => reduce(name, leaf));
  }

  reduceAll(reduction: number, tree: TreeValue): TreeValue {
    const name = named(reductions, reduction);
    if (tree.structure.size === 0) throw new Error(`global ${name}: the tree is empty`);
    return this.value(tf.tidy(() => reduce(name, tree.flat())));
  }

  reduceAxis(reduction: number, tree: TreeValue, axis: number): TreeValue {
    const name = named(reductions, reduction);
    tree.structure.leaves.forEach(({ shape }, i) => {
      if (!Number.isInteger(axis) || axis < -shape.length || axis >= shape.length) {
        throw new Error(`leaf ${i} of shape [${shape}] has no axis ${axis}`);
      }
    });
    this.reserve(tree.structure.size, tree.structure.leaves.length);
    return this.perLeaf(tree, (leaf) => reduce(name, leaf, axis));
  }

  dot(left: TreeValue, right: TreeValue): TreeValue {
    if (!sameShapes(left.structure, right.structure)) throw new Error("dot: the trees have different shapes");
    if (left.structure.size === 0) throw new Error("dot: the trees are empty");
    return this.value(tf.tidy(() => tf.sum(tf.mul(left.flat(), right.flat()))));
  }

  matmul(left: TreeValue, right: TreeValue, transposeLeft: boolean, transposeRight: boolean): TreeValue {
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
    this.reserve(
      rows.reduce((sum, size) => sum + size, 0),
      rows.length,
    );
    const rightLeaves = right.leaves();
    return this.perLeaf(left, (leaf, i) =>
      tf.matMul(leaf, rightLeaves[i] as tf.Tensor, transposeLeft, transposeRight),
    );
  }

  transpose(tree: TreeValue): TreeValue {
    tree.structure.leaves.forEach(({ shape }, i) => {
      if (shape.length < 2) throw new Error(`transpose: leaf ${i} has shape [${shape}], it needs two axes`);
    });
    this.reserve(tree.structure.size, tree.structure.leaves.length);
    return this.perLeaf(tree, (leaf) => {
      const axes = leaf.shape.map((_, i) => i);
      return tf.transpose(leaf, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
    });
  }
}

const reduce = (name: Reduction, x: tf.Tensor, axis?: number): tf.Tensor => {
  const keep = axis !== undefined;
  if (name === "norm") return euclideanNorm(x, axis);
  // biome-ignore lint/performance/noDynamicNamespaceImportAccess: tfjs is loaded whole, for its gradients
  return tf[name](x, axis, keep) as tf.Tensor;
};
