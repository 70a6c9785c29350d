import { host } from "../host.ts";
import {
  type BinaryOperation,
  binaryOperations,
  type UnaryOperation,
  unaryOperations,
} from "../operationNames.ts";
import { handleOf, type Tree, treeOf } from "../tree.ts";

/**
 * An operand of an element-wise operation: a number; a tree of one scalar (broadcast to every leaf); or a tree with as many
 * leaves as the other operand, whose leaves broadcast against the other's leaf by leaf.
 */
export type Operand = Tree | number;

const unary = (name: UnaryOperation) => {
  const operation = unaryOperations.indexOf(name);
  return (tree: Tree): Tree => treeOf(host.unary(operation, handleOf(tree)));
};

const binary = (name: BinaryOperation) => {
  const operation = binaryOperations.indexOf(name);
  return (left: Operand, right: Operand): Tree => {
    if (typeof right === "number") {
      if (typeof left === "number") throw new TypeError(`${name}: one operand must be a Tree`);
      return treeOf(host.binaryConstant(operation, handleOf(left), right, 0));
    }
    if (typeof left === "number") return treeOf(host.binaryConstant(operation, handleOf(right), left, 1));
    return treeOf(host.binary(operation, handleOf(left), handleOf(right)));
  };
};

export const neg = unary("neg");
export const abs = unary("abs");
/** −1, 0 or 1. */
export const sign = unary("sign");
export const square = unary("square");
export const sqrt = unary("sqrt");
export const rsqrt = unary("rsqrt");
export const reciprocal = unary("reciprocal");
export const exp = unary("exp");
export const expm1 = unary("expm1");
export const log = unary("log");
export const log1p = unary("log1p");
export const tanh = unary("tanh");
export const sigmoid = unary("sigmoid");
export const sin = unary("sin");
export const cos = unary("cos");
export const floor = unary("floor");
export const ceil = unary("ceil");
export const round = unary("round");
/** 1 where an element is finite, else 0. */
export const finite = unary("isFinite");

export const add = binary("add");
export const sub = binary("sub");
export const mul = binary("mul");
export const div = binary("div");
export const pow = binary("pow");
export const maximum = binary("maximum");
export const minimum = binary("minimum");
/** Comparisons give 1 where they hold, else 0. */
export const greater = binary("greater");
export const greaterEqual = binary("greaterEqual");
export const less = binary("less");
export const lessEqual = binary("lessEqual");
export const equal = binary("equal");

/** `whenTrue` where `condition` is not 0, else `whenFalse`. */
export const where = (condition: Tree, whenTrue: Tree, whenFalse: Tree): Tree =>
  treeOf(host.where(handleOf(condition), handleOf(whenTrue), handleOf(whenFalse)));

/** Exponential moving average: decay · average + (1 − decay) · value. On the host in one call where the decay is a number. */
export const ema = (average: Tree, value: Tree, decay: Operand): Tree =>
  typeof decay === "number"
    ? treeOf(host.ema(handleOf(average), handleOf(value), decay))
    : add(mul(average, decay), mul(value, sub(1, decay)));

/** left + factor · right. On the host in one call where the factor is a number. */
export const addScaled = (left: Tree, right: Tree, factor: Operand): Tree =>
  typeof factor === "number"
    ? treeOf(host.addScaled(handleOf(left), handleOf(right), factor))
    : add(left, mul(right, factor));

/** Elements limited to [low, high]. */
export const clip = (tree: Tree, low: Operand, high: Operand): Tree => minimum(maximum(tree, low), high);
