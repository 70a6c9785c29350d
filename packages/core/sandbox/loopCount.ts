import type { QuickJSWASMModule } from "quickjs-emscripten-core";

/** Where `node/countLoops.ts` keeps the count: eight bytes of memory below all data and stacks, so that a copy of the memory has them. */
export const loopCountAddress = 8;

/** How many turns of loops the engine has made, 64 bytes that it copied or filled at once among them as one: the same on every machine. 0 of an engine that counts none. */
export function loopsOf(engine: QuickJSWASMModule): number {
  const [low = 0, high = 0] = new Uint32Array(engine.getWasmMemory().buffer, loopCountAddress, 2);
  return high * 0x1_0000_0000 + low;
}
