/**
 * A process that opens the backend named by its first argument, measures how fast this machine is in as many passes as the
 * second says, and tells its parent.
 */
import { calibrate } from "@steepest/core/backend/calibrate.ts";
import { registerNodeProviders } from "@steepest/core/backend/node/nodeProviders.ts";
import { type BackendName, openBackend } from "@steepest/core/backend/openBackend.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { nodeClock } from "../trial/nodeClock.ts";
import type { CalibrationMessage } from "./calibrateHere.ts";

async function measure(): Promise<CalibrationMessage> {
  try {
    registerNodeProviders();
    const backend = await openBackend(process.argv[2] as BackendName);
    const calibration = await calibrate(
      backend,
      { now: nodeClock.wall },
      { passes: Number(process.argv[3]) },
    );
    return { ok: true, calibration };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, message: what, details = "", solution } = error;
    return { ok: false, error: { code, what, details, solution } };
  }
}

// Nobody waits for the answer any more.
process.on("disconnect", () => process.exit(0));
process.on("SIGINT", () => {});
const message = await measure();
process.send?.(message, () => process.exit(0));
