import { memory } from "@tensorflow/tfjs";

/** Exact bytes of all live tensors on the current backend. */
export function tensorBytes(): number {
  return memory().numBytes;
}
