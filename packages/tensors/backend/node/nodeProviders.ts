import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import type { BackendProvider } from "../backend.ts";
import { registerBackend } from "../backendProviders.ts";
import { createTensorflowProvider } from "./tensorflowProvider.ts";

/** The repository's node_modules, then the current folder's: where people install optional packages. */
const folders = () => [dirname(fileURLToPath(import.meta.url)), process.cwd()];

/** Backends that only Node can load. Looking at one (`describe`) must be cheap: its packages are loaded by `open`. */
const nodeProviders: readonly BackendProvider[] = [
  createTensorflowProvider({ name: "cuda", packageName: "@tensorflow/tfjs-node-gpu", folders }),
  createTensorflowProvider({ name: "native", packageName: "@tensorflow/tfjs-node", folders }),
];

/** Lets `openBackend` and `describeBackends` know of what only Node has. Programs in Node call it before they open one. */
export function registerNodeProviders(): void {
  for (const provider of nodeProviders) registerBackend(provider);
}
