/**
 * A process that opens the backend named by its first argument, measures how fast this machine is in as many passes as the
 * second says, and tells its parent.
 */
import { calibrate } from "@steepest/core/harness/calibration/calibrate.ts";
import { registerNodeProviders } from "@steepest/tensors/backend/node/nodeProviders.ts";
import { type BackendName, openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { answerParent } from "../trial/answerParent.ts";
import { nodeClock } from "../trial/nodeClock.ts";

await answerParent(async () => {
  registerNodeProviders();
  const backend = await openBackend(process.argv[2] as BackendName);
  const passes = Number(process.argv[3]);
  return { calibration: await calibrate(backend, { now: nodeClock.wall }, { passes }) };
});
