import { readFileSync } from "node:fs";
import { cpus, hostname, release } from "node:os";
import { join } from "node:path";
import { UserError } from "@steepest/base/userError.ts";
import { calibrationRepeats } from "@steepest/core/harness/calibration/calibrationWork.ts";
import { type Calibration, calibrationPasses, calibrationSchema } from "@steepest/core/schema/calibration.ts";
import type { ComputeDevice } from "@steepest/tensors/backend/device.ts";
import type { BackendName } from "@steepest/tensors/backend/openBackend.ts";
import { z } from "zod";
import { writeWhole } from "../files/wholeFiles.ts";
import { steepestVersion } from "../steepestVersion.ts";
import { refusalSchema } from "../trial/answerParent.ts";
import { askProcess } from "../trial/askProcess.ts";

const calibrationAnswerSchema = z.discriminatedUnion("ok", [
  z.strictObject({ ok: z.literal(true), calibration: calibrationSchema }),
  refusalSchema,
]);

/** `full`: all passes, what a verified runner makes. `short`: one of them, for platforms that check no one's speed. */
export type CalibrationForm = "full" | "short";

const passesOf = { full: calibrationPasses, short: 1 } as const;

/** A machine's speed changes with what else it does; a short figure says too little to be worth renewing. */
export const validMilliseconds = { full: 10 * 60_000, short: 24 * 3600_000 } as const;

const keptSchema = z.strictObject({
  key: z.string(),
  measuredAt: z.number(),
  calibration: calibrationSchema,
});

export interface CalibrateHereOptions {
  /** Where the last figure is kept. */
  readonly home: string;
  readonly backend: BackendName;
  /** The GPU that is measured. */
  readonly device?: ComputeDevice | undefined;
  readonly form: CalibrationForm;
  /** Measure whatever is kept. */
  readonly anew?: boolean;
  readonly pin?: boolean;
  /** Aborted: rejects at once. */
  readonly signal?: AbortSignal;
}

/** Of what a figure is: a kept one of another machine, program or amount of work says nothing. */
export const calibrationKey = (
  repeats: Readonly<Record<string, number>> = calibrationRepeats,
  device?: ComputeDevice,
): string =>
  JSON.stringify([
    steepestVersion,
    repeats,
    hostname(),
    cpus()[0]?.model,
    cpus().length,
    release(),
    process.version,
    ...(device === undefined ? [] : [device.name, device.uuid, device.driver]),
  ]);

/** How fast this machine is with a backend. Measured in a process of its own as a trial is, unless a recent figure is kept. */
export async function calibrateHere(options: CalibrateHereOptions): Promise<Calibration> {
  const { home, backend, device, form, anew = false } = options;
  const path = join(home, `calibration-${backend}${device === undefined ? "" : `-${device.index}`}.json`);
  const key = calibrationKey(undefined, device);
  const kept = readKept(path);
  const age = kept === null ? Number.NaN : Date.now() - kept.measuredAt;
  if (
    !anew &&
    kept?.key === key &&
    kept.calibration.passes >= passesOf[form] &&
    // A figure of the future: the clock was set back, and nobody knows how old it is.
    age >= 0 &&
    age < validMilliseconds[form]
  )
    return kept.calibration;
  const calibration = await measure(options);
  try {
    writeWhole(path, JSON.stringify({ key, measuredAt: Date.now(), calibration }));
  } catch {
    // A full disk: it is measured anew next time.
  }
  return calibration;
}

function readKept(path: string) {
  try {
    return keptSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    // Not there yet, or of another version: measure anew.
    return null;
  }
}

async function measure({
  backend,
  device,
  form,
  pin = true,
  signal,
}: CalibrateHereOptions): Promise<Calibration> {
  const module = new URL("./calibrationProcess.ts", import.meta.url);
  const words = [backend, String(passesOf[form])];
  const said = await askProcess({ module, arguments: words, ...{ pin, device, signal } });
  const answer = calibrationAnswerSchema.parse(said);
  if (!answer.ok) throw new UserError(answer.error);
  return answer.calibration;
}
