import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSWASMModule } from "quickjs-emscripten-core";
// By relative path: the package's own `/wasm` export breaks the Worker bundler.
import wasmModule from "../../../node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm";

let engine: Promise<QuickJSWASMModule> | undefined;

/** QuickJS from the WebAssembly module that the Worker was deployed with: workerd compiles none at run time. */
export function loadWorkerEngine(): Promise<QuickJSWASMModule> {
  engine ??= newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule }));
  return engine;
}
