import { backendNames } from "@steepest/core/backend/backend.ts";
import type { Backend, BackendName } from "@steepest/core/backend/openBackend.ts";
import { openBackend } from "@steepest/core/backend/openBackend.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
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
    default: "auto" as const,
    description: "What runs the tensors; `steepest doctor` says which work here",
  },
};

export async function openTools(backend: BackendName | "auto" = "auto"): Promise<Tools> {
  const [engine, opened] = await Promise.all([loadEngine(), openBackend(backend)]);
  return { engine, backend: opened };
}
