import type { TensorInfo } from "@tensorflow/tfjs";
import { bitsOf } from "./binaryKernel.ts";
import { sizeOf } from "./heap.ts";
import { wasmKernel } from "./wasmKernel.ts";

interface Inputs {
  readonly condition: TensorInfo;
  readonly t: TensorInfo;
  readonly e: TensorInfo;
}

type Numbers = Float32Array | Int32Array | Uint8Array;

/**
 * `condition ? t : e`. tfjs hands over three tensors of one shape, or a condition with one flag for each row of the
 * others.
 */
export const select = wasmKernel<Inputs, unknown>("Select", ({ condition, t, e }, _, backend) => {
  const out = backend.makeOutput(t.shape, t.dtype);
  const flags = backend.typedArrayFromHeap(condition) as Uint8Array;
  const yes = backend.typedArrayFromHeap(t) as Numbers;
  const no = backend.typedArrayFromHeap(e) as Numbers;
  const into = backend.typedArrayFromHeap(out) as Numbers;
  const length = flags.length === 0 ? 0 : sizeOf(t.shape) / flags.length;
  if (length === 1 && t.dtype !== "bool") {
    // Chosen by a mask: a branch on mixed flags is mispredicted half of the time.
    const yesBits = bitsOf(yes);
    const noBits = bitsOf(no);
    const intoBits = bitsOf(into);
    for (let i = 0; i < flags.length; i++) {
      const other = noBits[i] as number;
      intoBits[i] = other ^ (((yesBits[i] as number) ^ other) & -(flags[i] as number));
    }
    return out;
  }
  if (length === 1) {
    for (let i = 0; i < into.length; i++) into[i] = (flags[i] !== 0 ? yes[i] : no[i]) as number;
    return out;
  }
  for (let row = 0; row < flags.length; row++) {
    const from = flags[row] !== 0 ? yes : no;
    into.set(from.subarray(row * length, (row + 1) * length), row * length);
  }
  return out;
});
