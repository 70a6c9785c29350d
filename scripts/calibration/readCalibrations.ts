import { existsSync, readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import {
  type CalibrationSummary,
  calibrationSummarySchema,
} from "../../apps/runner/src/calibrate/calibrationSummary.ts";

/** Of `steepest run --json` with several submissions what tells them apart: times are medians over studies, null where a workload's target was missed. */
export const sideBySideSchema = z.object({
  suite: z.object({ id: z.string(), version: z.int(), rMax: z.number() }),
  seed: z.int(),
  studies: z.int(),
  rows: z.array(
    z.object({
      submission: z.string(),
      score: z.number(),
      times: z.record(z.string(), z.number().nullable()),
    }),
  ),
});
export type SideBySide = z.infer<typeof sideBySideSchema>;

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

/** Where points are run beside each other: on the suite whose searches chose the self-tuning forms' points, and on one that those did not see. */
export const sideBySideSuites = ["quick", "qualification"] as const;

/** The runs of papers' settings and calibrated points beside each other, as far as there are some. */
export function readSideBySide(folder: URL): SideBySide[] {
  return sideBySideSuites.flatMap((suite) => {
    const file = new URL(`sideBySide.${suite}.run.json`, folder);
    return existsSync(file) ? [sideBySideSchema.parse(JSON.parse(readFileSync(file, "utf8")))] : [];
  });
}
