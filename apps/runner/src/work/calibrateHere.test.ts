import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { calibrationRepeats } from "@steepest/core/harness/calibration/calibrationWork.ts";
import { calibrationSchema } from "@steepest/core/schema/calibration.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleCalibration } from "../../test/exampleJob.ts";
import { calibrateHere, calibrationKey } from "./calibrateHere.ts";

/** Asks for a calibration where this one is kept. It cannot be measured again: what is not taken from there is an error. */
async function kept(measuredAt: number, key = calibrationKey()) {
  const home = temporaryFolder();
  const path = join(home, "calibration-wasm.json");
  writeFileSync(path, JSON.stringify({ key, measuredAt, calibration: exampleCalibration }));
  return calibrateHere({ home, backend: "wasm", form: "full", signal: AbortSignal.abort() });
}

test("a short calibration is measured in a process of its own, and kept", async () => {
  const home = temporaryFolder();
  const first = await calibrateHere({ home, backend: "wasm", form: "short" });
  expect(calibrationSchema.parse(first)).toMatchObject({ passes: 1 });
  expect(readdirSync(home)).toEqual(["calibration-wasm.json"]);
  // Measured again it would differ in some digit.
  expect(await calibrateHere({ home, backend: "wasm", form: "short" })).toEqual(first);
}, 60_000);

test("a backend that is not installed is the user's error, with the way out", async () => {
  await expect(
    calibrateHere({ home: temporaryFolder(), backend: "native", form: "short" }),
  ).rejects.toMatchObject({ name: "UserError", solution: expect.stringContaining("npm install --no-save") });
});

test("an aborted calibration ends its process and keeps nothing", async () => {
  const home = temporaryFolder();
  const stop = new AbortController();
  const measured = calibrateHere({ home, backend: "wasm", form: "full", signal: stop.signal });
  setTimeout(() => stop.abort(), 100);
  await expect(measured).rejects.toThrow("aborted");
  expect(readdirSync(home)).toEqual([]);
});

test("a figure is used again for ten minutes, and not at all where the clock was set back", async () => {
  const minute = 60_000;
  expect(await kept(Date.now() - 5 * minute)).toEqual(exampleCalibration);
  await expect(kept(Date.now() - 11 * minute)).rejects.toThrow("aborted");
  await expect(kept(Date.now() + 5 * minute)).rejects.toThrow("aborted");
});

test("a figure of another amount of work is not used again", async () => {
  const more = { ...calibrationRepeats, matrix: calibrationRepeats.matrix + 1 };
  await expect(kept(Date.now(), calibrationKey(more))).rejects.toThrow("aborted");
});
