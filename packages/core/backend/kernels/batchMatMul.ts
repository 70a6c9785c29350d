import { backend_util, type TensorInfo } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { allocate, releaseView, sizeOf, viewOf, withShape } from "./heap.ts";
import { callKernel, callStockKernel, wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/**
 * Matrix products of any transposition and batch. tfjs-wasm hands only a single plain product to XNNPACK and runs all
 * others in a scalar loop ten times slower, so transposed operands are written out first and batches go one by one.
 */
export const batchMatMul = wasmKernel<Inputs, Attributes>("BatchMatMul", (inputs, attributes, backend) => {
  const a = attributes.transposeA ? swapLastTwo(backend, inputs.a) : inputs.a;
  const b = attributes.transposeB ? swapLastTwo(backend, inputs.b) : inputs.b;
  const product = plainProduct(backend, a, b);
  if (a !== inputs.a) backend.disposeData(a.dataId);
  if (b !== inputs.b) backend.disposeData(b.dataId);
  return product;
});

function swapLastTwo(backend: BackendWasm, tensor: TensorInfo): TensorInfo {
  const rank = tensor.shape.length;
  const perm = tensor.shape.map((_, axis) => axis);
  perm[rank - 2] = rank - 1;
  perm[rank - 1] = rank - 2;
  return callKernel(backend, "Transpose", { x: tensor }, { perm });
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
  const multiply = singleProduct(backend);
  const offsetsOfA = batchOffsets(batchesOfA, batches, rows * inner);
  const offsetsOfB = batchOffsets(batchesOfB, batches, inner * columns);
  for (let batch = 0; batch < count; batch++) {
    const left = viewOf(backend, a, offsetsOfA[batch] as number, [1, rows, inner]);
    const right = viewOf(backend, b, offsetsOfB[batch] as number, [1, inner, columns]);
    const into = viewOf(backend, out, batch * rows * columns, [1, rows, columns]);
    multiply(left, right, into);
    releaseView(backend, left);
    releaseView(backend, right);
    releaseView(backend, into);
  }
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

type WrapFunction = (
  name: string,
  returns: null,
  parameters: readonly ("number" | "array")[],
) => (...values: (number | Uint8Array)[]) => void;

type Multiply = (a: TensorInfo, b: TensorInfo, out: TensorInfo) => void;

/** `out = a · b` for plain [1, rows, columns] matrices that are already on the heap. */
export function singleProduct(backend: BackendWasm): Multiply {
  const numbers = new Array<"number" | "array">(9).fill("number");
  numbers[1] = "array";
  numbers[4] = "array";
  // tfjs's types leave out this function of Emscripten.
  const { cwrap } = backend.wasm as unknown as { cwrap: WrapFunction };
  const call = cwrap("BatchMatMul", null, numbers);
  const id = (tensor: TensorInfo) => backend.dataIdMap.get(tensor.dataId).id;
  const bytes = (shape: number[]) => new Uint8Array(new Int32Array(shape).buffer);
  return (a, b, out) => call(id(a), bytes(a.shape), 3, id(b), bytes(b.shape), 3, 0, 0, id(out));
}
