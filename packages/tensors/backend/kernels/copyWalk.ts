import type { TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import { collapseAxes } from "./collapseAxes.ts";
import { addressOf, sizeOf } from "./heap.ts";
import { walkInFours } from "./walkInFours.ts";

/** Where a tensor is read or written: its steps along the axes that are walked, and the number it starts at. */
export interface WalkPlace {
  readonly tensor: TensorInfo;
  readonly steps: readonly number[];
  readonly start?: number;
}

/** Copies a block of numbers from one place to another: a slice, a part of a concatenation, a tile, a reversal, a transposition. */
export function copyWalk(
  backend: BackendWasm,
  shape: readonly number[],
  from: WalkPlace,
  to: WalkPlace,
): void {
  if (sizeOf(shape) === 0) return;
  const { elementwise } = trainingModules();
  const shift = from.tensor.dtype === "bool" ? 0 : 2;
  const bytes = 1 << shift;
  const source = addressOf(backend, from.tensor) + bytes * (from.start ?? 0);
  const target = addressOf(backend, to.tensor) + bytes * (to.start ?? 0);
  const walk = collapseAxes({ shape, steps: [from.steps, to.steps] });
  walkInFours(walk, ([n0, n1, n2, n3], f, t, fromStart, toStart) => {
    const read = source + bytes * fromStart;
    const write = target + bytes * toStart;
    elementwise.copy(read, write, n0, n1, n2, n3, ...f, ...t, shift);
  });
}
