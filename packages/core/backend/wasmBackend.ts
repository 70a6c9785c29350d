import { env, setBackend } from "@tensorflow/tfjs";
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { UserError } from "../schema/userError.ts";
import type { BackendOptions, BackendProvider } from "./backend.ts";
import { registerKernels } from "./registerKernels.ts";

/** tfjs's WebAssembly backend on one thread, with the training kernels of `kernels/` over its own. */
export const wasmBackend: BackendProvider = {
  name: "wasm",
  async describe() {
    if (typeof WebAssembly === "undefined") {
      return { name: "wasm", available: false, reason: "no WebAssembly in this engine", featureLevel: null };
    }
    const featureLevel = await detectFeatureLevel();
    return {
      name: "wasm",
      available: true,
      reason: `WebAssembly (${featureLevel}), one thread`,
      featureLevel,
    };
  },
  async open(options) {
    // One trial runs on one core: a thread pool would make charged time depend on what else the machine does.
    env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    const featureLevel = await detectFeatureLevel();
    locateBinaries(options, featureLevel);
    if (!(await setBackend("wasm"))) {
      throw new UserError({
        code: "backend-unavailable",
        what: "The wasm backend did not start.",
        details: "tfjs could not load or compile its WebAssembly binary.",
        solution:
          "In a browser, pass the URL of tfjs-backend-wasm-simd.wasm as `wasmUrl`; in Node, run `npm ci` again.",
      });
    }
    registerKernels();
    return { name: "wasm", featureLevel, sync: async () => {} };
  },
};

async function detectFeatureLevel(): Promise<"simd" | "scalar"> {
  return (await env().getAsync("WASM_HAS_SIMD_SUPPORT")) ? "simd" : "scalar";
}

function locateBinaries(options: BackendOptions, featureLevel: "simd" | "scalar"): void {
  const { wasmUrl, scalarWasmUrl } = options;
  if (wasmUrl === undefined && scalarWasmUrl === undefined) return;
  const url = featureLevel === "simd" ? wasmUrl : scalarWasmUrl;
  if (url === undefined) {
    throw new UserError({
      code: "backend-unavailable",
      what: "The wasm backend has no binary for this engine.",
      details: `The engine needs the ${featureLevel} build, and no URL was given for it.`,
      solution: featureLevel === "simd" ? "Pass `wasmUrl`." : "Use a browser with WebAssembly SIMD.",
    });
  }
  // tfjs wants all three names; it asks only for the one of the feature level.
  setWasmPaths({
    "tfjs-backend-wasm.wasm": url,
    "tfjs-backend-wasm-simd.wasm": url,
    "tfjs-backend-wasm-threaded-simd.wasm": url,
  });
}
