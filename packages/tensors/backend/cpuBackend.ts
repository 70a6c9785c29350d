import { setBackend } from "@tensorflow/tfjs";
import type { BackendProvider } from "./backend.ts";
import { registerCpuKernels } from "./cpu/registerCpuKernels.ts";

/**
 * tfjs's plain JavaScript backend with the kernels of `cpu/` where its own are wrong: slow and right, works anywhere. The kernels of the
 * others are tested against it. It computes by the engine's own `Math`, so its last bits are those of one engine (V8, SpiderMonkey, …),
 * unlike those of `wasm`.
 */
export const cpuBackend: BackendProvider = {
  name: "cpu",
  async describe() {
    return { name: "cpu", available: true, reason: "plain JavaScript, slow", featureLevel: "javascript" };
  },
  async open() {
    await setBackend("cpu");
    registerCpuKernels();
    return { name: "cpu", featureLevel: "javascript", sync: async () => {} };
  },
};
