import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { addressOf, allocate, sizeOf, withShape } from "./heap.ts";
import { withMatrixProduct } from "./matrixProduct.ts";
import { swapLastTwo } from "./swapLastTwo.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** What XNNPACK takes to pack a number of the right-hand side, in transposed numbers. */
const packing = 2;

/**
 * Matrix products of any transposition and batch. tfjs-wasm hands only a single plain product to XNNPACK and runs all
 * others in a scalar loop ten times slower, so transposed operands are written out first and batches go one by one.
 */
export const batchMatMul = wasmKernel<Inputs, Attributes>("BatchMatMul", (inputs, attributes, backend) => {
  const { a, b } = inputs;
  const { transposeA, transposeB } = attributes;
  if (a.dtype !== "float32" || b.dtype !== "float32") {
    return callStockKernel(backend, "BatchMatMul", { a, b }, attributes);
  }
  const sizeOfA = sizeOf(a.shape);
  const sizeOfB = sizeOf(b.shape);
  const rows = a.shape.at(transposeA ? -1 : -2) ?? 0;
  const columns = b.shape.at(transposeB ? -2 : -1) ?? 0;
  const sizeOfProduct = sizeOf(a.shape.slice(0, -2)) * rows * columns;
  const asIs = (transposeA ? sizeOfA : 0) + (transposeB ? sizeOfB : 0) + packing * sizeOfB;
  const swapped = (transposeA ? 0 : sizeOfA) + (transposeB ? 0 : sizeOfB) + packing * sizeOfA + sizeOfProduct;
  if (asIs <= swapped) return productOf(backend, a, transposeA, b, transposeB);
  // (A · B)ᵀ = Bᵀ · Aᵀ, where that means less to transpose and to pack.
  const product = productOf(backend, b, !transposeB, a, !transposeA);
  const out = swapLastTwo(backend, product);
  backend.disposeData(product.dataId);
  return out;
});

function productOf(
  backend: BackendWasm,
  a: TensorInfo,
  transposeA: boolean,
  b: TensorInfo,
  transposeB: boolean,
): TensorInfo {
  const left = transposeA ? swapLastTwo(backend, a) : a;
  const right = transposeB ? swapLastTwo(backend, b) : b;
  const product = plainProduct(backend, left, right);
  if (transposeA) backend.disposeData(left.dataId);
  if (transposeB) backend.disposeData(right.dataId);
  return product;
}

/** Products smaller than this many multiply-adds cost more in calls than the scalar loop takes for them. */
const smallProduct = 512;

function plainProduct(backend: BackendWasm, a: TensorInfo, b: TensorInfo): TensorInfo {
  const [rows, inner] = lastTwo(a.shape);
  const [innerOfB, columns] = lastTwo(b.shape);
  const batchesOfA = a.shape.slice(0, -2);
  const batchesOfB = b.shape.slice(0, -2);
  const batches = backend_util.assertAndGetBroadcastShape(batchesOfA, batchesOfB);
  const count = sizeOf(batches);
  const attributes = { transposeA: false, transposeB: false };
  const single = count === 1 || rows * inner * columns * count === 0 || inner !== innerOfB;
  const sameBatches = String(batchesOfA) === String(batchesOfB);
  if (single || (sameBatches && rows * inner * columns < smallProduct)) {
    return callStockKernel(backend, "BatchMatMul", { a, b }, attributes);
  }
  const outShape = [...batches, rows, columns];
  if (sizeOf(batchesOfB) === 1) {
    // One right-hand side for all: the batch is just more rows.
    const tall = withShape(a, [1, count * rows, inner]);
    const product = callStockKernel(
      backend,
      "BatchMatMul",
      { a: tall, b: withShape(b, [1, inner, columns]) },
      attributes,
    );
    product.shape = outShape;
    return product;
  }
  const out = allocate(backend, outShape);
  const offsetsOfA = batchOffsets(batchesOfA, batches, rows * inner);
  const offsetsOfB = batchOffsets(batchesOfB, batches, inner * columns);
  withMatrixProduct(backend, (multiply) => {
    for (let batch = 0; batch < count; batch++) {
      const left = { address: addressOf(backend, a, offsetsOfA[batch]), rows, columns: inner };
      const right = { address: addressOf(backend, b, offsetsOfB[batch]), rows: inner, columns };
      multiply(left, right, addressOf(backend, out, batch * rows * columns));
    }
  });
  return out;
}

function lastTwo(shape: readonly number[]): [number, number] {
  return [shape[shape.length - 2] as number, shape[shape.length - 1] as number];
}

/** Where each batch's matrix starts in an operand whose batch axes may be broadcast. */
function batchOffsets(own: readonly number[], batches: readonly number[], size: number): Int32Array {
  const offsets = new Int32Array(sizeOf(batches));
  const missing = batches.length - own.length;
  for (let batch = 0; batch < offsets.length; batch++) {
    let rest = batch;
    let stride = size;
    for (let axis = batches.length - 1; axis >= 0; axis--) {
      const length = batches[axis] as number;
      const ownLength = axis < missing ? 1 : (own[axis - missing] as number);
      if (ownLength > 1) offsets[batch] = (offsets[batch] as number) + (rest % length) * stride;
      stride *= ownLength;
      rest = Math.floor(rest / length);
    }
  }
  return offsets;
}
