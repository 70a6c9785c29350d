import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, type QuickJSWASMModule } from "quickjs-emscripten-core";

let engine: Promise<QuickJSWASMModule> | undefined;

/** QuickJS as WebAssembly, loaded once. For Node and browsers; the Worker makes its own from a bundled module. */
export function loadEngine(): Promise<QuickJSWASMModule> {
  engine ??= newQuickJSWASMModuleFromVariant(variant);
  return engine;
}
