import type { BackendProvider } from "../backend.ts";
import { registerBackend } from "../backendProviders.ts";

/** Backends that only Node can load. Looking at one (`describe`) must be cheap: its packages are imported by `open`. */
const nodeProviders: readonly BackendProvider[] = [];

/** Lets `openBackend` and `describeBackends` know of what only Node has. Programs in Node call it before they open one. */
export function registerNodeProviders(): void {
  for (const provider of nodeProviders) registerBackend(provider);
}
