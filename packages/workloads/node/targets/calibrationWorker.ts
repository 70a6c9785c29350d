import { calibrate } from "@steepest/core/harness/calibration/calibrate.ts";
import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import { type BackendName, openBackend } from "@steepest/tensors/backend/openBackend.ts";

/** A child process of `measureClass.ts`: one full calibration of the backend named by its argument, told to its parent, or why not. */
try {
  registerNodeProviders();
  const backend = await openBackend(process.argv[2] as BackendName);
  const { seconds } = await calibrate(backend, { now: () => performance.now() / 1000 });
  process.send?.({ seconds });
} catch (error) {
  process.send?.({ error: error instanceof Error ? error.message : String(error) });
}
process.disconnect();
