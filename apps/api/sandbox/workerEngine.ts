import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSWASMModule } from "quickjs-emscripten-core";
// By relative path: the package's own `/wasm` export breaks the Worker bundler.
import wasmModule from "../../../node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm";

/**
 * QuickJS from the WebAssembly module that the Worker was deployed with: workerd compiles none at run time. A new engine for
 * every upload, because a hostile one can make QuickJS lose memory, which then goes with its engine.
 */
export const loadWorkerEngine = (): Promise<QuickJSWASMModule> =>
  newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule }));
