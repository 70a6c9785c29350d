import { readdirSync, readFileSync } from "node:fs";
import {
  type CalibrationSummary,
  calibrationSummarySchema,
} from "../../apps/runner/src/calibrate/calibrationSummary.ts";

/** The evidence for the points of the self-tuning reference submissions, as `steepest calibrate` wrote it: submissions/calibrations. */
export function readCalibrations(folder: URL): CalibrationSummary[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => calibrationSummarySchema.parse(JSON.parse(readFileSync(new URL(file, folder), "utf8"))));
}
