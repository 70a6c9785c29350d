import { UserError } from "@steepest/base/userError.ts";
import { enableProdMode } from "@tensorflow/tfjs";
import type { Backend, BackendName, BackendOptions } from "./backend.ts";
import { backendProviders } from "./backendProviders.ts";

export type { Backend, BackendName, BackendOptions } from "./backend.ts";

/**
 * Makes the named backend the current one of tfjs, with our kernels registered; `auto` takes the first that works
 * and is not a device imitated in software, which would be slower than the backends after it.
 * Throws a UserError when there is none.
 */
export async function openBackend(
  name: BackendName | "auto",
  options: BackendOptions = {},
): Promise<Backend> {
  // tfjs's own switch for its console banners; it changes no result.
  enableProdMode();
  if (name === "auto") return openFirst(options);
  const provider = backendProviders().find((candidate) => candidate.name === name);
  if (provider === undefined) {
    throw new UserError({
      code: "backend-unavailable",
      what: `The ${name} backend does not run here.`,
      details: `This program has ${backendProviders()
        .map((each) => each.name)
        .join(", ")} only.`,
      solution: "Choose one of them, or `auto`.",
    });
  }
  return provider.open(options);
}

async function openFirst(options: BackendOptions): Promise<Backend> {
  for (const provider of backendProviders()) {
    const { available, software = false } = await provider.describe();
    if (available && !software) return provider.open(options);
  }
  throw new UserError({
    code: "backend-unavailable",
    what: "No backend works on this machine.",
    solution: "Run `steepest doctor` to see why each of them does not.",
  });
}
