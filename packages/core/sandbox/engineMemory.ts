import type { QuickJSWASMModule } from "quickjs-emscripten-core";

const pageBytes = 65_536;

/** A copy of an engine's whole memory, to be taken while nothing runs in it: all that its guest knows. */
export const copyMemory = (engine: QuickJSWASMModule): Uint8Array =>
  new Uint8Array(engine.getWasmMemory().buffer).slice();

/** Puts a copy in place of an engine's memory, which may come to be larger by it. */
export function replaceMemory(engine: QuickJSWASMModule, copy: Uint8Array): void {
  const memory = engine.getWasmMemory();
  const missing = copy.length - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
  const all = new Uint8Array(memory.buffer);
  all.set(copy);
  all.fill(0, copy.length);
}
