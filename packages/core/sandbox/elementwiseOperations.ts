import * as tf from "@tensorflow/tfjs";
import type { BinaryOperation, UnaryOperation } from "../submission/guest/operationNames.ts";

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const asNumbers = (x: tf.Tensor): tf.Tensor => tf.cast(x, "float32");

/** Element-wise operations on the device; comparisons give 0 and 1 as float32. */
export const unaryKernels: Readonly<Record<UnaryOperation, Unary>> = {
  neg: tf.neg,
  abs: tf.abs,
  sign: tf.sign,
  square: tf.square,
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  reciprocal: tf.reciprocal,
  exp: tf.exp,
  expm1: tf.expm1,
  log: tf.log,
  log1p: tf.log1p,
  tanh: tf.tanh,
  sigmoid: tf.sigmoid,
  sin: tf.sin,
  cos: tf.cos,
  floor: tf.floor,
  ceil: tf.ceil,
  round: tf.round,
  isFinite: (x) => asNumbers(tf.isFinite(x)),
};

export const binaryKernels: Readonly<Record<BinaryOperation, Binary>> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
  pow: tf.pow,
  maximum: tf.maximum,
  minimum: tf.minimum,
  greater: (a, b) => asNumbers(tf.greater(a, b)),
  greaterEqual: (a, b) => asNumbers(tf.greaterEqual(a, b)),
  less: (a, b) => asNumbers(tf.less(a, b)),
  lessEqual: (a, b) => asNumbers(tf.lessEqual(a, b)),
  equal: (a, b) => asNumbers(tf.equal(a, b)),
};
