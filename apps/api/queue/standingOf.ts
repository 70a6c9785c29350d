import type { Standing } from "@steepest/core/schema/api/runners.ts";
import { type Calibration, calibrationPasses } from "@steepest/core/schema/calibration.ts";
import type { HardwareClass } from "@steepest/core/schema/hardwareClass.ts";
import type { Bindings } from "../bindings.ts";
import { choiceOf } from "../settings/readVariable.ts";

/** Whether this deployment holds runners to the speed of their class. */
export const checksHardwareClass = (env: Bindings): boolean =>
  choiceOf(env, "STEEPEST_HARDWARE_CLASS_CHECK") !== "off";

/**
 * A figure says how fast a machine was. Runners measure again every hour or so, also where the queue is never empty: one of a day ago
 * means that they cannot, and results are verified by it no more.
 */
export const calibrationValidMilliseconds = 24 * 3600_000;

/** What a runner said of its speed, and how long ago. */
export interface MeasuredSpeed {
  readonly calibration: Calibration | null;
  readonly ageMilliseconds: number;
}

/** How a machine of this calibration stands to its class: by its speed where the clock rules. Where classes are checked, only a full one that is not too old counts. */
export function standingOf(
  { calibration, ageMilliseconds }: MeasuredSpeed,
  hardwareClass: HardwareClass,
  checked: boolean,
): Standing {
  if (hardwareClass.measure === "reference") return { kind: "any-speed" };
  const { referenceCalibrationSeconds: reference, calibrationTolerance: tolerance } = hardwareClass;
  const relativeSpeed = calibration === null ? null : reference / calibration.seconds;
  if (!checked) return { kind: "not-checked", relativeSpeed };
  if (calibration === null || relativeSpeed === null) return { kind: "uncalibrated" };
  if (calibration.passes < calibrationPasses || ageMilliseconds > calibrationValidMilliseconds)
    return { kind: "uncalibrated" };
  const kind = Math.abs(relativeSpeed - 1) <= tolerance ? "within" : "outside";
  return { kind, relativeSpeed, tolerance };
}
