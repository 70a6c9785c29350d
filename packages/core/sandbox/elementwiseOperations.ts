import * as tf from "@tensorflow/tfjs";
import type { BinaryOperation, UnaryOperation } from "../submission/guest/operationNames.ts";
import { fusedAddScaled, fusedEma } from "./arenaKernels.ts";

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

type Scaled = (a: tf.Tensor, b: tf.Tensor, factor: number) => tf.Tensor;

/** One kernel where the backend has it and the shapes are equal, several otherwise. */
const fusedOr =
  (fused: (...values: Parameters<Scaled>) => tf.Tensor | null, several: Scaled): Scaled =>
  (a, b, factor) =>
    (tf.util.arraysEqual(a.shape, b.shape) ? fused(a, b, factor) : null) ?? several(a, b, factor);

/** decay·average + (1 − decay)·value. */
export const emaKernel = fusedOr(fusedEma, (average, value, decay) =>
  tf.add(tf.mul(average, decay), tf.mul(value, 1 - decay)),
);

/** a + factor·b. */
export const addScaledKernel = fusedOr(fusedAddScaled, (a, b, factor) => tf.add(a, tf.mul(b, factor)));
