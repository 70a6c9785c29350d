import { z } from "zod";
import { officialMeasureSchema } from "./measures.ts";

/** A named class of runner. Results are comparable within one class only. */
export const hardwareClassIdSchema = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/);

export const hardwareClassSchema = z.strictObject({
  id: hardwareClassIdSchema,
  title: z.string(),
  backend: z.enum(["cuda", "native", "webgpu", "wasm", "cpu"]),
  /** What rules its trials: reference time where bits are deterministic (there is a price list then), else the clock. */
  measure: officialMeasureSchema,
  /** Seconds that the calibration takes on the class's reference machine. */
  referenceCalibrationSeconds: z.number().positive(),
  /** A machine belongs to the class while its relative speed is within 1 ± this. */
  calibrationTolerance: z.number().positive().lt(1),
});
export type HardwareClass = z.infer<typeof hardwareClassSchema>;
