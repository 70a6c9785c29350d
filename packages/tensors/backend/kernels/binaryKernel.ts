import { backend_util, type DataType, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { ElementwiseExports } from "../modules/elementwise.generated.ts";
import { trainingModules } from "../modules/trainingModules.ts";
import { broadcastSteps } from "./broadcastSteps.ts";
import { collapseAxes, type Walk } from "./collapseAxes.ts";
import { addressOf, sizeOf } from "./heap.ts";
import { walkInFours } from "./walkInFours.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

/** The functions of our WebAssembly with `broadcast`'s arguments: add, greater, … */
export type BinaryName = {
  [Name in keyof ElementwiseExports]: ElementwiseExports["add"] extends ElementwiseExports[Name]
    ? Parameters<ElementwiseExports[Name]>["length"] extends 15
      ? Exclude<Name, "copy">
      : never
    : never;
}[keyof ElementwiseExports];

interface BinaryNames {
  readonly float32: BinaryName;
  readonly int32?: BinaryName;
}

interface Operands {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

/**
 * A kernel of two operands with broadcasting: one call of our WebAssembly, whichever axes are repeated. tfjs-wasm computes these with
 * index arithmetic and an indirect call for each number (13 ns for a maximum).
 */
export function binaryKernel(kernelName: string, result: "bool" | "same", names: BinaryNames): KernelConfig {
  return wasmKernel<Operands, object>(kernelName, ({ a, b }, attributes, backend) => {
    const name = a.dtype === b.dtype ? nameFor(a.dtype, names) : undefined;
    if (name === undefined) return callStockKernel(backend, kernelName, { a, b }, attributes);
    return broadcastBinary(backend, name, a, b, result === "bool" ? "bool" : a.dtype);
  });
}

function nameFor(dtype: DataType, { float32, int32 }: BinaryNames): BinaryName | undefined {
  return dtype === "float32" ? float32 : dtype === "int32" ? int32 : undefined;
}

/** One of the binary functions on two tensors whose shapes broadcast. */
export function broadcastBinary(
  backend: BackendWasm,
  name: BinaryName,
  a: TensorInfo,
  b: TensorInfo,
  dtype: DataType,
): TensorInfo {
  const run = trainingModules().elementwise[name];
  const walk = broadcastWalk(a.shape, b.shape);
  const out = backend.makeOutput(walk.result, dtype);
  if (sizeOf(walk.result) === 0) return out;
  const bytes = dtype === "bool" ? 1 : 4;
  const left = addressOf(backend, a);
  const right = addressOf(backend, b);
  let into = addressOf(backend, out);
  walkInFours(walk, ([n0, n1, n2, n3], [a0, a1, a2, a3], [b0, b1, b2, b3], aStart, bStart) => {
    const aAddress = left + 4 * aStart;
    const bAddress = right + 4 * bStart;
    run(aAddress, bAddress, into, n0, n1, n2, n3, a0, a1, a2, a3, b0, b1, b2, b3);
    into += bytes * n0 * n1 * n2 * n3;
  });
  return out;
}

/** The shape of a broadcast and how both operands are read for it. Equal shapes, the usual case, are one run. */
export function broadcastWalk(a: number[], b: number[]): Walk & { readonly result: number[] } {
  if (a.length === b.length && a.every((length, axis) => length === b[axis])) {
    return { result: a, shape: [sizeOf(a)], steps: [[1], [1]] };
  }
  const result = backend_util.assertAndGetBroadcastShape(a, b);
  return {
    result,
    ...collapseAxes({ shape: result, steps: [broadcastSteps(a, result), broadcastSteps(b, result)] }),
  };
}
