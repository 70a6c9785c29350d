import type { GpuAccess } from "./gpuAccess.ts";

/** WebGPU as the browser has it. */
export const gpuAccess: GpuAccess = {
  async findAdapter() {
    // Older browsers, insecure origins and workers of some browsers have no `navigator.gpu`, whatever the types say.
    const gpu = globalThis.navigator?.gpu as GPU | undefined;
    if (gpu === undefined)
      return { kind: "missing", reason: "this browser has no WebGPU (or the page is not secure)" };
    const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
    return adapter
      ? { kind: "found", adapter }
      : { kind: "missing", reason: "this browser has WebGPU, but found no GPU that it can use" };
  },
  prepareGlobals() {},
};
