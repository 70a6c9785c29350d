import variant from "@jitl/quickjs-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant, type QuickJSWASMModule } from "quickjs-emscripten-core";
// By relative path: the package's own `/wasm` export breaks the Worker bundler.
import wasmModule from "../../../node_modules/@jitl/quickjs-wasmfile-release-sync/dist/emscripten-module.wasm";
import { readSubmission } from "./readSubmission.ts";

/**
 * The reader as a Worker of its own, reached by the service binding READER of the Worker that serves. Cloudflare ends a reading at the
 * CPU limit of wrangler.jsonc, which the caller sees as a failed fetch; nothing but readings shares this Worker.
 */
export default {
  fetch: async (request: Request): Promise<Response> =>
    Response.json(await readSubmission(await request.json(), loadWorkerEngine)),
};

/**
 * QuickJS from the WebAssembly module that the Worker was deployed with: workerd compiles none at run time. A new engine for
 * every upload, because a hostile one can make QuickJS lose memory, which then goes with its engine.
 */
const loadWorkerEngine = (): Promise<QuickJSWASMModule> =>
  newQuickJSWASMModuleFromVariant(newVariant(variant, { wasmModule }));
