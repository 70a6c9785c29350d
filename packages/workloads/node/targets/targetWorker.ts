import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import type { BackendName } from "@steepest/tensors/backend/openBackend.ts";
import type { TargetTask } from "./runPool.ts";
import { createTargetRunner } from "./runTarget.ts";

/** A child process of `setTargets.ts` or `measureClass.ts`: trains the runs that it is sent, one after another, until it is disconnected. */
const [workload, dataDirectory, hardwareClass, backend] = process.argv.slice(2);
if (workload === undefined || dataDirectory === undefined || hardwareClass === undefined)
  throw new Error("started without a workload");
registerNodeProviders();
const runner = await createTargetRunner(workload, dataDirectory, {
  hardwareClass,
  backend: backend as BackendName,
});

process.on("message", async (task: TargetTask) => {
  try {
    process.send?.({ result: await runner.run(task) });
  } catch (error) {
    process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
});
process.send?.({ ready: true });
