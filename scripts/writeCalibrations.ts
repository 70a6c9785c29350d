// Writes docs/calibration.md from the evidence in submissions/calibrations: node scripts/writeCalibrations.ts
import { writeFileSync } from "node:fs";
import { readCalibrations } from "./calibration/readCalibrations.ts";
import { renderCalibrations } from "./calibration/renderCalibrations.ts";

const root = new URL("../", import.meta.url);
const summaries = readCalibrations(new URL("submissions/calibrations/", root));
writeFileSync(new URL("docs/calibration.md", root), renderCalibrations(summaries));
console.log(`docs/calibration.md: ${summaries.length} calibrations`);
