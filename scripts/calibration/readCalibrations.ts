import { existsSync, readdirSync, readFileSync } from "node:fs";
import {
  type CalibrationSummary,
  calibrationSummarySchema,
} from "../../apps/runner/src/calibrate/calibrationSummary.ts";

/** The evidence for the points of the self-tuning reference submissions, as `steepest calibrate` wrote it: submissions/calibrations. */
export function readCalibrations(folder: URL): CalibrationSummary[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json") && !file.endsWith(".run.json"))
    .sort()
    .map((file) => calibrationSummarySchema.parse(JSON.parse(readFileSync(new URL(file, folder), "utf8"))));
}

/** The same of searches on `qualification`, as far as there are some. */
export function readElsewhere(folder: URL): CalibrationSummary[] {
  const elsewhere = new URL("qualification/", folder);
  return existsSync(elsewhere) ? readCalibrations(elsewhere) : [];
}
