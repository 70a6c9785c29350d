import { backend_util, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs";
import { broadcastRuns } from "./broadcasting.ts";
import { sizeOf } from "./heap.ts";
import { callStockKernel, wasmKernel } from "./wasmKernel.ts";

type Numbers = Float32Array | Int32Array | Uint8Array;

/** One run of a broadcast operation: reads a[ia], a[ia + da], … and b[ib], b[ib + db], …; writes `length` numbers. */
export type BinaryRun = (
  a: Numbers,
  ia: number,
  da: number,
  b: Numbers,
  ib: number,
  db: number,
  out: Numbers,
  at: number,
  length: number,
) => void;

/**
 * A two-operand kernel with broadcasting. tfjs-wasm computes these with index arithmetic and an indirect call for each
 * number (13 ns for a maximum); a plain loop over runs takes about 1 ns. `run` must be the kernel's own function, so that the
 * engine compiles its loop for it alone.
 */
export function binaryKernel(kernelName: string, result: "bool" | "same", run: BinaryRun): KernelConfig {
  return wasmKernel<{ a: TensorInfo; b: TensorInfo }, unknown>(
    kernelName,
    ({ a, b }, attributes, backend) => {
      if (a.dtype !== b.dtype || a.dtype === "string") {
        return callStockKernel(backend, kernelName, { a, b }, attributes as object);
      }
      const shape = backend_util.assertAndGetBroadcastShape(a.shape, b.shape);
      const out = backend.makeOutput(shape, result === "bool" ? "bool" : a.dtype);
      if (sizeOf(shape) === 0) return out;
      const { length, starts, increments } = broadcastRuns([a.shape, b.shape], shape);
      const [startsOfA, startsOfB] = starts as [Int32Array, Int32Array];
      const [incrementOfA, incrementOfB] = increments as [number, number];
      const left = backend.typedArrayFromHeap(a) as Numbers;
      const right = backend.typedArrayFromHeap(b) as Numbers;
      const into = backend.typedArrayFromHeap(out) as Numbers;
      for (let i = 0; i < startsOfA.length; i++) {
        run(
          left,
          startsOfA[i] as number,
          incrementOfA,
          right,
          startsOfB[i] as number,
          incrementOfB,
          into,
          i * length,
          length,
        );
      }
      return out;
    },
  );
}

/** From this length on, making integer views for a run pays. */
export const longRun = 32;

/** The same memory as 32-bit patterns, so that numbers can be chosen with a mask. */
export function bitsOf(numbers: Numbers): Int32Array {
  return new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length);
}
