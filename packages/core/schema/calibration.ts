import { z } from "zod";

/** What the calibration times, each by itself. */
export const calibrationPartNames = ["matrix", "convolution", "elementwise", "small"] as const;
export type CalibrationPart = (typeof calibrationPartNames)[number];

/** Passes over all parts that make a calibration: about ten seconds on a reference machine. A verified runner makes them all. */
export const calibrationPasses = 10;

const seconds = z.number().positive();

/** How long a machine takes for the fixed work of the calibration. */
export const calibrationSchema = z.strictObject({
  /** All parts together, as if done by the full number of passes. */
  seconds,
  parts: z.strictObject({ matrix: seconds, convolution: seconds, elementwise: seconds, small: seconds }),
  /** Passes that were timed: `calibrationPasses`, or 1 where the platform does not check hardware classes. */
  passes: z.int().positive(),
});
export type Calibration = z.infer<typeof calibrationSchema>;
