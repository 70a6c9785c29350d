import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { currentRecording } from "../captured/recording.ts";
import { emscriptenOf } from "../emscripten.ts";

let held: { readonly backend: BackendWasm; readonly bytes: number; readonly address: number } | null = null;

/** Address of memory for a kernel's own use during one call; the same block serves all kernels and is never given back. */
export function scratch(backend: BackendWasm, bytes: number): number {
  if (held === null || held.backend !== backend || held.bytes < bytes) {
    // tfjs's types leave out the functions that its wasm module exports.
    const { _malloc } = emscriptenOf(backend);
    held = { backend, bytes, address: _malloc(bytes) >>> 0 };
  }
  currentRecording()?.noteKept(held.address, held.bytes);
  return held.address;
}
