import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { calibrationPartNames, calibrationPasses, calibrationSchema } from "../../schema/calibration.ts";
import { calibrate } from "./calibrate.ts";

const repeats = { matrix: 1, convolution: 1, elementwise: 1, small: 1 };

/** A clock on which each timed part takes as long as the next of these, in seconds. */
function clockOf(durations: readonly number[]) {
  let [now, readings] = [0, 0];
  return {
    now: () => {
      // Every second reading ends a part.
      if (readings++ % 2 === 1) now += durations[(readings - 2) / 2] ?? Number.NaN;
      return now;
    },
    readings: () => readings,
  };
}

test("each part is the median of its passes for the full number of them, the whole their sum; nothing is left behind", async () => {
  const backend = await openBackend("wasm");
  const before = memory();
  const clock = clockOf([1, 2, 3, 4, /* pass 2 */ 9, 9, 9, 9, /* pass 3 */ 2, 3, 4, 5]);
  let syncs = 0;
  const counting = { ...backend, sync: async () => void syncs++ };
  const calibration = await calibrate(counting, clock, { passes: 3, repeats });
  expect(calibrationSchema.parse(calibration)).toEqual({
    seconds: (2 + 3 + 4 + 5) * calibrationPasses,
    parts: { matrix: 20, convolution: 30, elementwise: 40, small: 50 },
    passes: 3,
  });
  expect(clock.readings()).toBe(2 * 3 * calibrationPartNames.length);
  expect(syncs).toBe(4 * calibrationPartNames.length);
  expect(memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
});

test("one pass means the same as ten, and two their mean", async () => {
  const backend = await openBackend("wasm");
  const once = await calibrate(backend, clockOf([0.1, 0.2, 0.3, 0.4]), { passes: 1, repeats });
  expect(once).toMatchObject({ passes: 1, seconds: expect.closeTo(10, 9) });
  const twice = await calibrate(backend, clockOf([1, 1, 1, 1, 3, 3, 3, 3]), { passes: 2, repeats });
  expect(twice.parts.matrix).toBe(2 * calibrationPasses);
});
