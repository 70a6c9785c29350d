import { setFlagsFromString } from "node:v8";

/**
 * `#vectors` in Node: asks V8 to compute on eight lanes where WebAssembly does the same to two neighbouring vectors. It takes effect on what is
 * compiled afterwards, and changes no bit: every lane is what it was (docs/decisions/0048-eight-lanes.md). Says whether products may count on it.
 */
export function askForWideVectors(): boolean {
  // V8 knows how on x64 alone, and on processors with AVX2, which all of them have had for ten years.
  if (process.arch !== "x64") return false;
  setFlagsFromString("--experimental-wasm-revectorize");
  return true;
}
