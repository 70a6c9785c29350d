/** A process that opens the backend named by its argument, measures how fast this machine is, and tells its parent. */
import { calibrate } from "@steepest/core/backend/calibrate.ts";
import { type BackendName, openBackend } from "@steepest/core/backend/openBackend.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { nodeClock } from "../trial/nodeClock.ts";
import type { CalibrationMessage } from "./calibrateHere.ts";

async function measure(): Promise<CalibrationMessage> {
  try {
    const backend = await openBackend(process.argv[2] as BackendName);
    const calibrationSeconds = await calibrate(backend, { now: nodeClock.wall });
    return { ok: true, featureLevel: backend.featureLevel, calibrationSeconds };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { code, message: what, details = "", solution } = error;
    return { ok: false, error: { code, what, details, solution } };
  }
}

const message = await measure();
process.send?.(message, () => process.exit(0));
