// Writes docs/calibration.md from the evidence in submissions/calibrations: node scripts/writeCalibrations.ts
import { writeFileSync } from "node:fs";
import { calibrationPage } from "./calibration/renderCalibrations.ts";

const root = new URL("../", import.meta.url);
writeFileSync(new URL("docs/calibration.md", root), calibrationPage(root));
console.log("Wrote docs/calibration.md.");
