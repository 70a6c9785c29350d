import type { BackendProvider } from "./backend.ts";
import { cpuBackend } from "./cpuBackend.ts";
import { wasmBackend } from "./wasmBackend.ts";

/** The backends of this version, in the order in which `auto` tries them. */
export const backendProviders: readonly BackendProvider[] = [wasmBackend, cpuBackend];
