import * as tf from "@tensorflow/tfjs";
import { binaryOperations, unaryOperations } from "../submission/guest/operationNames.ts";
import { addScaledKernel, binaryKernels, emaKernel, unaryKernels } from "./elementwiseOperations.ts";
import { type FormulaMaker, flatTree, named, perLeaf } from "./treeMaker.ts";
import { broadcastShape, isScalar, sameShapes, sizeOf, type TreeStructure } from "./treeStructure.ts";
import type { TreeValue } from "./treeValue.ts";

// Operations on every element of every leaf. Those of a few instructions wait, and become lines of one loop.

type Kernel = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const shown = (structure: TreeStructure): string =>
  structure.leaves.length > 4
    ? `${structure.leaves.length} leaves`
    : structure.leaves.map((leaf) => `[${leaf.shape.join(", ")}]`).join(", ");

/** Done at once, or put off. */
function put(
  maker: FormulaMaker,
  structure: TreeStructure,
  name: string,
  operands: readonly (TreeValue | number)[],
  now: () => tf.Tensor,
): TreeValue {
  if (!maker.formulas.takes(name, structure)) return flatTree(maker, structure, now);
  maker.reserve(structure.size, structure.leaves.length);
  return maker.formulas.make(structure, name, operands);
}

export function unary(maker: FormulaMaker, operation: number, tree: TreeValue): TreeValue {
  const name = named(unaryOperations, operation);
  return put(maker, tree.structure, name, [tree], () => unaryKernels[name](tree.flat()));
}

export function binary(maker: FormulaMaker, operation: number, left: TreeValue, right: TreeValue): TreeValue {
  const name = named(binaryOperations, operation);
  return combine(maker, name, binaryKernels[name], left, right);
}

/** `factors` are what the kernel takes beside the trees; with any, trees of other shapes are combined by several kernels. */
function combine(
  maker: FormulaMaker,
  name: string,
  kernel: Kernel,
  left: TreeValue,
  right: TreeValue,
  factors: readonly number[] = [],
): TreeValue {
  const [a, b] = [left.structure, right.structure];
  const operands = [left, right, ...factors];
  if (sameShapes(a, b)) return put(maker, a, name, operands, () => kernel(left.flat(), right.flat()));
  const plain = factors.length === 0 ? name : `${name} of other shapes`;
  if (isScalar(b)) {
    return put(maker, a, plain, operands, () => kernel(left.flat(), tf.reshape(right.flat(), [])));
  }
  if (isScalar(a)) {
    return put(maker, b, plain, operands, () => kernel(tf.reshape(left.flat(), []), right.flat()));
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
  maker.reserve(
    shapes.reduce((sum, shape) => sum + sizeOf(shape), 0),
    shapes.length,
  );
  const others = right.leaves();
  return perLeaf(maker, left, (leaf, i) => kernel(leaf, others[i] as tf.Tensor));
}

export function binaryConstant(
  maker: FormulaMaker,
  operation: number,
  tree: TreeValue,
  constant: number,
  constantFirst: boolean,
): TreeValue {
  const name = named(binaryOperations, operation);
  const kernel = binaryKernels[name];
  return put(maker, tree.structure, name, constantFirst ? [constant, tree] : [tree, constant], () => {
    const number = tf.scalar(constant);
    return constantFirst ? kernel(number, tree.flat()) : kernel(tree.flat(), number);
  });
}

export function where(
  maker: FormulaMaker,
  condition: TreeValue,
  whenTrue: TreeValue,
  whenFalse: TreeValue,
): TreeValue {
  const { structure } = condition;
  if (!sameShapes(structure, whenTrue.structure) || !sameShapes(structure, whenFalse.structure)) {
    throw new Error("where: condition and both values need the same shapes");
  }
  return flatTree(maker, structure, () =>
    tf.where(tf.notEqual(condition.flat(), tf.scalar(0)), whenTrue.flat(), whenFalse.flat()),
  );
}

export function ema(maker: FormulaMaker, average: TreeValue, value: TreeValue, decay: number): TreeValue {
  return combine(maker, "ema", (a, v) => emaKernel(a, v, decay), average, value, [decay, 1 - decay]);
}

export function addScaled(maker: FormulaMaker, left: TreeValue, right: TreeValue, factor: number): TreeValue {
  return combine(maker, "addScaled", (a, b) => addScaledKernel(a, b, factor), left, right, [factor]);
}
