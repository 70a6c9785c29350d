import type { KernelConfig } from "@tensorflow/tfjs";

/** Everything that the `wasm` backend runs with our code instead of, or in addition to, tfjs's. */
export const kernels: readonly KernelConfig[] = [];
