import { type BackendAvailability, type BackendName, backendNames } from "./backend.ts";
import { backendProviders } from "./backendProviders.ts";
import type { FoundDevices } from "./device.ts";

/** The devices that a backend can compute on, one to a process; null where it computes on the processor. */
export async function devicesOf(name: BackendName): Promise<FoundDevices | null> {
  const provider = backendProviders().find((candidate) => candidate.name === name);
  return (await provider?.devices?.()) ?? null;
}

/** For each backend that Steepest knows: whether it works here, and why not. Opens none. */
export async function describeBackends(): Promise<BackendAvailability[]> {
  const present = backendProviders()
    .map((provider) => provider.name)
    .join(", ");
  return Promise.all(
    backendNames.map(async (name) => {
      const provider = backendProviders().find((candidate) => candidate.name === name);
      if (provider !== undefined) return provider.describe();
      return {
        name,
        available: false,
        reason: `does not run here: this program has ${present} only`,
        featureLevel: null,
      };
    }),
  );
}
