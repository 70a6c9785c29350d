import type { Standing } from "@steepest/core/schema/api/runners.ts";
import { type Calibration, calibrationPasses } from "@steepest/core/schema/calibration.ts";
import type { HardwareClass } from "@steepest/core/schema/hardwareClass.ts";
import type { Bindings } from "../bindings.ts";

/** Whether this deployment holds runners to the speed of their class. Anything but `off` means that it does. */
export const checksHardwareClass = ({ STEEPEST_HARDWARE_CLASS_CHECK: check }: Bindings): boolean =>
  check !== "off";

/** How a machine with this calibration stands to its class. Where classes are checked, only a full one counts. */
export function standingOf(
  calibration: Calibration | null,
  { referenceCalibrationSeconds: reference, calibrationTolerance: tolerance }: HardwareClass,
  checked: boolean,
): Standing {
  const relativeSpeed = calibration === null ? null : reference / calibration.seconds;
  if (!checked) return { kind: "not-checked", relativeSpeed };
  if (calibration === null || relativeSpeed === null || calibration.passes < calibrationPasses)
    return { kind: "uncalibrated" };
  const kind = Math.abs(relativeSpeed - 1) <= tolerance ? "within" : "outside";
  return { kind, relativeSpeed, tolerance };
}
