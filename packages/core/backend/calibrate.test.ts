import { memory } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { calibrate } from "./calibrate.ts";
import { openBackend } from "./openBackend.ts";

test("calibration returns the median pass in seconds and leaves nothing behind", async () => {
  const backend = await openBackend("wasm");
  const before = memory();
  // Three timed passes of 7, 1 and 3 seconds by this clock.
  const readings = [0, 7, 7, 8, 8, 11];
  let syncs = 0;
  const counting = { ...backend, sync: async () => void syncs++ };
  expect(await calibrate(counting, { now: () => readings.shift() as number })).toBe(3);
  expect(readings).toEqual([]);
  expect(syncs).toBe(4 * 4);
  expect(memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
});
