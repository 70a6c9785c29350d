import { UserError } from "@steepest/base/userError.ts";
import { describeBackends } from "@steepest/tensors/backend/describeBackends.ts";
import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import type { Backend, BackendName } from "@steepest/tensors/backend/openBackend.ts";

/** What this machine has of a backend, without opening it. Throws a UserError with the reason where it does not work. */
export async function requireBackend(
  wanted: BackendName,
): Promise<Pick<Backend, "name" | "featureLevel" | "device">> {
  registerNodeProviders();
  const found = (await describeBackends()).find(({ name }) => name === wanted);
  if (found?.available && found.featureLevel !== null) {
    const { name, featureLevel, device } = found;
    return device === undefined ? { name, featureLevel } : { name, featureLevel, device };
  }
  throw new UserError({
    code: "backend-unavailable",
    what: `The ${wanted} backend does not work here.`,
    details: found?.reason ?? "It is not part of this version.",
    solution: "Run `steepest doctor`, or name the hardware class of another backend by --class.",
  });
}
