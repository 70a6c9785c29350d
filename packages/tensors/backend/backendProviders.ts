import { type BackendProvider, backendNames } from "./backend.ts";
import { cpuBackend } from "./cpuBackend.ts";
import { wasmBackend } from "./wasmBackend.ts";
import { webgpuBackend } from "./webgpuBackend.ts";

/** Those that run wherever JavaScript does. */
const providers: BackendProvider[] = [webgpuBackend, wasmBackend, cpuBackend];

/** The backends that this program knows, in the order in which `auto` tries them. */
export const backendProviders = (): readonly BackendProvider[] => providers;

/**
 * Adds a backend that needs what not every engine has, such as Node's modules (`node/nodeProviders.ts`), or takes the place
 * of the one of the same name. Registering one twice changes nothing.
 */
export function registerBackend(provider: BackendProvider): void {
  const known = providers.findIndex(({ name }) => name === provider.name);
  if (known >= 0) providers[known] = provider;
  else providers.push(provider);
  providers.sort((first, second) => backendNames.indexOf(first.name) - backendNames.indexOf(second.name));
}
