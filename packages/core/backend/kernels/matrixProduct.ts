import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** A matrix on the wasm heap: byte address, rows, columns. */
export interface HeapMatrix {
  readonly address: number;
  readonly rows: number;
  readonly columns: number;
}

/** A right-hand side is packed once by XNNPACK and then known by its number; other operands may use any free one. */
type Multiply = (a: HeapMatrix, b: HeapMatrix, out: number) => void;

interface WasmModule {
  readonly HEAP32: Int32Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
  _BatchMatMul(...parameters: number[]): void;
}

/** Numbers for matrices that are no tensors; tfjs counts its own up from 1 and does not get here. */
const firstNumber = 2 ** 30;

/**
 * Calls `body` with `out = a · b` for plain float32 matrices, XNNPACK's product, straight on addresses: tensors of their own
 * for each matrix of a large batch would cost more than small products do. The same `b` object twice is packed once.
 */
export function withMatrixProduct(backend: BackendWasm, body: (multiply: Multiply) => void): void {
  // tfjs's types leave out the functions that its wasm module exports.
  const module = backend.wasm as unknown as WasmModule;
  const { registerTensor, disposeData } = backend.wasm.tfjs;
  const shapes = module._malloc(24) >>> 0;
  let packed: HeapMatrix | null = null;
  body((a, b, out) => {
    const words = module.HEAP32;
    const at = shapes >>> 2;
    words[at] = 1;
    words[at + 1] = a.rows;
    words[at + 2] = a.columns;
    words[at + 3] = 1;
    words[at + 4] = b.rows;
    words[at + 5] = b.columns;
    registerTensor(firstNumber, a.rows * a.columns, a.address);
    if (packed !== b) {
      if (packed !== null) disposeData(firstNumber + 1);
      registerTensor(firstNumber + 1, b.rows * b.columns, b.address);
      packed = b;
    }
    registerTensor(firstNumber + 2, a.rows * b.columns, out);
    module._BatchMatMul(firstNumber, shapes, 3, firstNumber + 1, shapes + 12, 3, 0, 0, firstNumber + 2);
    disposeData(firstNumber);
    disposeData(firstNumber + 2);
  });
  if (packed !== null) disposeData(firstNumber + 1);
  module._free(shapes);
}
