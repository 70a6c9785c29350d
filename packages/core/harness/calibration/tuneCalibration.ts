// Prints the repeats for which every part of the calibration takes a quarter of a second a pass here, in CPU time, so that
// other work on the machine matters less: node packages/core/harness/calibration/tuneCalibration.ts

import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { tidy } from "@tensorflow/tfjs";
import { calibrationPartNames } from "../../schema/calibration.ts";
import { calibrationRepeats, prepareCalibration } from "./calibrationWork.ts";

const wantedSeconds = 0.25;
const rounds = 5;

await openBackend("wasm");
const work = prepareCalibration();
const cpuSeconds = () => process.cpuUsage().user / 1e6;
for (const name of calibrationPartNames) {
  const repeats = calibrationRepeats[name];
  const times = Array.from({ length: rounds }, () => {
    const start = cpuSeconds();
    for (let i = 0; i < repeats; i++) tidy(work[name].run);
    return cpuSeconds() - start;
  });
  const seconds = Math.min(...times);
  const wanted = Math.round((repeats * wantedSeconds) / seconds);
  console.log(`${name}: ${wanted},  // now ${repeats}, ${seconds.toFixed(3)} s a pass`);
}
