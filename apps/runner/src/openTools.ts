import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { backendNames } from "@steepest/tensors/backend/backend.ts";
import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import type { Backend, BackendName } from "@steepest/tensors/backend/openBackend.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import type { QuickJSWASMModule } from "quickjs-emscripten-core";

/** What checking, tracing and replaying need. */
export interface Tools {
  readonly engine: QuickJSWASMModule;
  readonly backend: Backend;
}

/** `--backend` of the commands that compute. */
export const backendOption = {
  backend: {
    type: "enum" as const,
    options: ["auto" as const, ...backendNames],
    // Not `auto`: the same command gives the same bits whatever else is installed on a machine.
    default: "wasm" as const,
    description: "What runs the tensors; `auto` takes the fastest that `steepest doctor` finds",
  },
};

export async function openTools(backend: BackendName | "auto" = "wasm"): Promise<Tools> {
  registerNodeProviders();
  const [engine, opened] = await Promise.all([loadEngine(), openBackend(backend)]);
  return { engine, backend: opened };
}
