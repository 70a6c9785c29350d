import type { RandomKey } from "@steepest/base/random/threefry.ts";
import { randomWords } from "@steepest/base/random/uniform.ts";
import { backend, getBackend } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { emscriptenOf } from "../backend/emscripten.ts";
import { trainingModules } from "../backend/modules/trainingModules.ts";

/**
 * 0 with probability `rate` (to 16 bits), else 1 / (1 − rate): the same numbers on every backend. They go into `into` where that is given, from its
 * start; in the memory of the `wasm` backend WebAssembly draws them, in a tenth of the time.
 */
export function dropoutMask(
  key: RandomKey,
  size: number,
  rate: number,
  into: Float32Array = new Float32Array(size),
): Float32Array {
  const threshold = Math.round(rate * 2 ** 16);
  const kept = 1 / (1 - rate);
  if (isOnHeap(into)) {
    trainingModules().elementwise.drawMask(into.byteOffset, size, key[0], key[1], threshold, kept);
    return into;
  }
  const words = randomWords(key, Math.ceil(size / 2));
  for (let at = 0; at < size; at++) {
    const word = words[at >>> 1] as number;
    const sixteenBits = at & 1 ? word >>> 16 : word & 0xffff;
    into[at] = sixteenBits >= threshold ? kept : 0;
  }
  return into;
}

const isOnHeap = ({ buffer }: Float32Array): boolean =>
  getBackend() === "wasm" && buffer === emscriptenOf(backend() as BackendWasm).HEAPU8.buffer;
