import { addBias } from "@steepest/tensors/operations/addBias.ts";
import { add, matMul, slice, type Tensor, type Tensor1D } from "@tensorflow/tfjs";
import { gatherRows } from "./gatherRows.ts";
import type { Scope } from "./scope.ts";

/** Columns of an input that is never put together. */
export interface InputPart {
  readonly width: number;
  /** [rows, width], or null for columns that are all 0. */
  readonly x: Tensor | null;
  /** Row i of the input has row `rows[i]` of `x`. */
  readonly rows?: Tensor1D;
}

/**
 * The dense layer `name` of the concatenation of `parts` along their columns. Where an input repeats rows (a node's for each of its edges), they are
 * multiplied once and the products repeated: less work than repeating first, and no wide matrix is built.
 */
export function denseOfParts(scope: Scope, name: string, parts: readonly InputPart[]): Tensor {
  const outputs = scope.parameter(`${name}.weight`).shape[1] as number;
  let start = 0;
  let sum: Tensor | null = null;
  for (const { width, x, rows } of parts) {
    if (x !== null) {
      const place: [number, number] = [start, 0];
      const product = scope.linear(x, `${name}.weight`, (inputs, weight) =>
        matMul(inputs, slice(weight, place, [width, outputs])),
      );
      const term = rows === undefined ? product : gatherRows(product, rows);
      sum = sum === null ? term : add(sum, term);
    }
    start += width;
  }
  if (sum === null) throw new Error(`${name}: every part of the input is 0`);
  return addBias(sum, scope.parameter(`${name}.bias`));
}
