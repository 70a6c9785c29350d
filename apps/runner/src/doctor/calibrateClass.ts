import type { Calibration } from "@steepest/core/schema/calibration.ts";
import type { BackendName } from "@steepest/tensors/backend/openBackend.ts";
import { hardwareClasses } from "@steepest/workloads/catalogue.ts";
import { type CalibrationForm, calibrateHere } from "../work/calibrateHere.ts";

export interface ClassCalibration extends Calibration {
  readonly hardwareClass: string;
  /** Reference ÷ measured seconds. */
  readonly relativeSpeed: number;
  readonly tolerance: number;
  readonly within: boolean;
}

/** How this machine stands to the hardware class of a backend; null where it has none, or its speed does not matter. */
export async function calibrateClass(
  backend: BackendName,
  form: CalibrationForm,
  home: string,
): Promise<ClassCalibration | null> {
  const ofBackend = hardwareClasses.find((hardwareClass) => hardwareClass.backend === backend);
  if (ofBackend?.measure !== "wall") return null;
  const calibration = await calibrateHere({ home, backend, form, anew: true });
  const { id, referenceCalibrationSeconds, calibrationTolerance: tolerance } = ofBackend;
  const relativeSpeed = referenceCalibrationSeconds / calibration.seconds;
  const within = Math.abs(relativeSpeed - 1) <= tolerance;
  return { ...calibration, hardwareClass: id, relativeSpeed, tolerance, within };
}
