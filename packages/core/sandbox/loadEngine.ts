import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSWASMModule } from "quickjs-emscripten-core";
import { countedEngine } from "./countedEngine.generated.ts";

let engine: Promise<QuickJSWASMModule> | undefined;

/** QuickJS as WebAssembly that counts its loops, loaded once. For Node and browsers; the Worker makes its own, which counts none, from a bundled module: it charges nothing. */
export function loadEngine(): Promise<QuickJSWASMModule> {
  const wasmModule = () =>
    WebAssembly.compile(Uint8Array.from(atob(countedEngine), (character) => character.charCodeAt(0)));
  engine ??= newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule }));
  return engine;
}
