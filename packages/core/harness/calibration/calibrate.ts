import type { Backend } from "@steepest/tensors/backend/backend.ts";
import { tidy } from "@tensorflow/tfjs";
import {
  type Calibration,
  type CalibrationPart,
  calibrationPartNames,
  calibrationPasses,
} from "../../schema/calibration.ts";
import { type CalibrationWork, calibrationRepeats, prepareCalibration } from "./calibrationWork.ts";

export interface CalibrateOptions {
  readonly passes?: number;
  /** Another amount of work than the calibration's, for tests of what is around it. */
  readonly repeats?: Readonly<Record<CalibrationPart, number>>;
}

/**
 * Times a fixed amount of training-like work on the open backend, part by part: what this machine needs for what a hardware
 * class's reference machine needs `referenceCalibrationSeconds` for.
 *
 * A part's figure is the median of its passes times `calibrationPasses`: a hiccup of the machine does not count, a
 * machine that is slow does. With fewer passes the figure means the same and is less certain. `clock.now()` is in seconds.
 */
export async function calibrate(
  backend: Backend,
  clock: { now(): number },
  { passes = calibrationPasses, repeats = calibrationRepeats }: CalibrateOptions = {},
): Promise<Calibration> {
  const work = prepareCalibration();
  try {
    // Compiles and fills caches; nobody's training pays for that more than once.
    for (const name of calibrationPartNames) await repeat(backend, work[name], warmUps(repeats[name]));
    const measured = Object.fromEntries(calibrationPartNames.map((name) => [name, [] as number[]])) as Record<
      CalibrationPart,
      number[]
    >;
    for (let pass = 0; pass < passes; pass++) {
      for (const name of calibrationPartNames) {
        const start = clock.now();
        await repeat(backend, work[name], repeats[name]);
        measured[name].push(clock.now() - start);
      }
    }
    const parts = Object.fromEntries(
      calibrationPartNames.map((name) => [name, calibrationPasses * middle(measured[name])]),
    ) as Record<CalibrationPart, number>;
    const seconds = calibrationPartNames.reduce((sum, name) => sum + parts[name], 0);
    return { seconds, parts, passes };
  } finally {
    for (const name of calibrationPartNames) work[name].dispose();
  }
}

/** Enough for the engine's compilers, and a small part of a pass. */
const warmUps = (repeats: number) => Math.max(2, Math.ceil(repeats / 10));

async function repeat(backend: Backend, work: CalibrationWork, repeats: number): Promise<void> {
  for (let i = 0; i < repeats; i++) tidy(work.run);
  await backend.sync();
}

/** The median; of an even number of figures the mean of the two in the middle. */
function middle(figures: readonly number[]): number {
  const sorted = figures.toSorted((first, second) => first - second);
  const half = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]];
  return (low + high) / 2;
}
