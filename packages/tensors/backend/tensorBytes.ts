import { memory } from "@tensorflow/tfjs";

/**
 * Bytes of all live tensors on the current backend. On `wasm` those of the blocks of memory that they lie in (`wasmArenas.ts`):
 * a flat tensor, its views, clones and reshapes count once, and all of it counts as long as one of them lives. Elsewhere it is
 * tfjs's sum over tensors.
 */
export function tensorBytes(): number {
  return memory().numBytes;
}
