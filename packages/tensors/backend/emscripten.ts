import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** Emscripten's part of tfjs-wasm's module, which tfjs's types leave out. */
export interface Emscripten {
  /** All of the memory. Another array after the memory has grown. */
  readonly HEAPU8: Uint8Array<ArrayBuffer>;
  readonly asm: { readonly memory: WebAssembly.Memory };
  /** What tfjs keeps of its tensors in C++. */
  readonly tfjs: { disposeData(id: number): void };
  /** An address, as a signed number: `>>> 0` makes it one. */
  _malloc(bytes: number): number;
  _free(address: number): void;
}

export const emscriptenOf = (backend: BackendWasm): Emscripten => backend.wasm as unknown as Emscripten;
