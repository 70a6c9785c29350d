import { readdirSync } from "node:fs";
import { calibrationSchema } from "@steepest/core/schema/calibration.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { calibrateHere } from "./calibrateHere.ts";

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
