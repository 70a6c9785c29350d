import { UserError } from "@steepest/base/userError.ts";
import { backend as currentBackend, env, setBackend } from "@tensorflow/tfjs";
import { type BackendWasm, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import type { BackendProvider } from "./backend.ts";
import { guardMemory } from "./guardMemory.ts";
import { featureLevelHere, loadTrainingModules } from "./modules/trainingModules.ts";
import { registerKernels } from "./registerKernels.ts";
import { registerSumGradients } from "./registerSumGradients.ts";
import { installArenas } from "./wasmArenas.ts";

/** tfjs's WebAssembly backend on one thread, with the training kernels of `kernels/` over its own. */
export const wasmBackend: BackendProvider = {
  name: "wasm",
  async describe() {
    const featureLevel = await featureLevelHere();
    if (featureLevel === null) {
      const reason = "no WebAssembly with SIMD in this engine";
      return { name: "wasm", available: false, reason, featureLevel: null };
    }
    const reason = `WebAssembly (${featureLevel}), one thread`;
    return { name: "wasm", available: true, reason, featureLevel };
  },
  async open({ wasmUrl, featureLevel }) {
    const found = await featureLevelHere();
    if (found === null || (featureLevel === "simd-fma" && found === "simd")) {
      throw new UserError({
        code: "backend-unavailable",
        what: "The wasm backend does not run here.",
        details: `It needs WebAssembly with ${found === null ? "SIMD" : "relaxed SIMD that fuses multiply and add"}.`,
        solution: "Use Node 24 or a current browser, or choose the cpu backend.",
      });
    }
    // One trial runs on one core: a thread pool would make charged time depend on what else the machine does.
    env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
    if (wasmUrl !== undefined) locateBinary(wasmUrl);
    if (!(await setBackend("wasm"))) {
      throw new UserError({
        code: "backend-unavailable",
        what: "The wasm backend did not start.",
        details: "tfjs could not load or compile its WebAssembly binary.",
        solution:
          "In a browser, pass the URL of tfjs-backend-wasm-simd.wasm as `wasmUrl`; in Node, install the packages of Steepest again.",
      });
    }
    const backend = currentBackend() as BackendWasm;
    const guard = guardMemory(backend);
    installArenas(backend);
    const modules = await loadTrainingModules(backend, featureLevel ?? found);
    registerKernels();
    registerSumGradients();
    return {
      name: "wasm",
      featureLevel: modules.featureLevel,
      async sync() {
        if (guard.failure) throw guard.failure;
      },
      failure: () => guard.failure,
    };
  },
};

function locateBinary(url: string): void {
  // tfjs wants all three names; it asks only for the one of its feature level, and without SIMD we do not get here.
  setWasmPaths({
    "tfjs-backend-wasm.wasm": url,
    "tfjs-backend-wasm-simd.wasm": url,
    "tfjs-backend-wasm-threaded-simd.wasm": url,
  });
}
