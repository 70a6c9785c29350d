import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { trainingModules } from "../modules/trainingModules.ts";
import { broadcastSteps } from "./broadcastSteps.ts";
import { addressOf, allocate, fillWith, sizeOf } from "./heap.ts";
import { scratch } from "./scratch.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Matrix products of any transposition and batch, on our blocked product (assembly/matrix/multiply.ts). tfjs-wasm hands only a
 * single plain product to XNNPACK and runs all others in a scalar loop.
 */
export const batchMatMul = wasmKernel<Inputs, Attributes>("BatchMatMul", (inputs, attributes, backend) => {
  const { a, b } = inputs;
  if (a.dtype !== "float32" || b.dtype !== "float32") {
    return callStockKernel(backend, "BatchMatMul", { a, b }, attributes);
  }
  return product(backend, a, attributes.transposeA, b, attributes.transposeB);
});

function product(
  backend: BackendWasm,
  a: TensorInfo,
  transposeA: boolean,
  b: TensorInfo,
  transposeB: boolean,
): TensorInfo {
  const rows = a.shape.at(transposeA ? -1 : -2) as number;
  const inner = a.shape.at(transposeA ? -2 : -1) as number;
  const innerOfB = b.shape.at(transposeB ? -1 : -2) as number;
  const columns = b.shape.at(transposeB ? -2 : -1) as number;
  if (inner !== innerOfB) {
    throw new Error(`matMul: [${a.shape}] and [${b.shape}] do not fit: ${inner} against ${innerOfB}`);
  }
  const batchesOfA = a.shape.slice(0, -2);
  const batchesOfB = b.shape.slice(0, -2);
  const batches = backend_util.assertAndGetBroadcastShape(batchesOfA, batchesOfB);
  const out = allocate(backend, [...batches, rows, columns]);
  let count = sizeOf(batches);
  if (count * rows * columns === 0) return out;
  if (inner === 0) {
    fillWith(backend, out, 0);
    return out;
  }
  const { matrix } = trainingModules();
  const work = scratch(backend, matrix.scratchBytes());
  const [aRowStep, aColumnStep] = transposeA ? [4, 4 * rows] : [4 * inner, 4];
  const [bRowStep, bColumnStep] = transposeB ? [4, 4 * inner] : [4 * columns, 4];
  const left = addressOf(backend, a);
  const right = addressOf(backend, b);
  const target = addressOf(backend, out);
  let high = rows;
  if (!transposeA && sizeOf(batchesOfB) === 1 && sizeOf(batchesOfA) === count) {
    // One right-hand side for all: the batch is just more rows.
    high = count * rows;
    count = 1;
  }
  const aNext = stepBetween(batchesOfA, batches, 4 * rows * inner);
  const bNext = stepBetween(batchesOfB, batches, 4 * inner * columns);
  const [aSteps, bSteps] = [[aRowStep, aColumnStep] as const, [bRowStep, bColumnStep] as const];
  const size = 4 * rows * columns;
  if (count === 1) {
    const steps = [...aSteps, right, ...bSteps, target, 4 * columns, high, inner, columns] as const;
    matrix.multiply(left, ...steps, false, work);
  } else if (aNext !== null && bNext !== null) {
    const rest = [4 * columns, count, rows, inner, columns, work] as const;
    matrix.multiplyMany(left, aNext, ...aSteps, right, bNext, ...bSteps, target, size, ...rest);
  } else {
    const offsetsOfA = batchOffsets(batchesOfA, batches, 4 * rows * inner);
    const offsetsOfB = batchOffsets(batchesOfB, batches, 4 * inner * columns);
    for (let batch = 0; batch < count; batch++) {
      const b = right + (offsetsOfB[batch] as number);
      const steps = [
        ...aSteps,
        b,
        ...bSteps,
        target + batch * size,
        4 * columns,
        rows,
        inner,
        columns,
      ] as const;
      matrix.multiply(left + (offsetsOfA[batch] as number), ...steps, false, work);
    }
  }
  return out;
}

/** Bytes from one batch's matrix to the next in an operand, or null where some of its batch axes are repeated and others are not. */
function stepBetween(own: readonly number[], batches: readonly number[], bytes: number): number | null {
  const size = sizeOf(own);
  if (size === 1) return 0;
  return size === sizeOf(batches) ? bytes : null;
}

/** Byte offset of each batch's matrix in an operand whose batch axes may be broadcast. */
function batchOffsets(own: readonly number[], batches: readonly number[], bytes: number): Float64Array {
  const steps = broadcastSteps(own, batches);
  const offsets = new Float64Array(sizeOf(batches));
  for (let batch = 0; batch < offsets.length; batch++) {
    let rest = batch;
    let offset = 0;
    for (let axis = batches.length - 1; axis >= 0; axis--) {
      const length = batches[axis] as number;
      offset += (rest % length) * (steps[axis] as number) * bytes;
      rest = Math.floor(rest / length);
    }
    offsets[batch] = offset;
  }
  return offsets;
}
