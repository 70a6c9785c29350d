import { expect, test } from "vitest";
import { augmentationMask } from "./specAugment.ts";

const sizes = { lengths: Int32Array.of(40, 20), frames: 40, bands: 16 };

/** Hidden frames and bands of one example, seen in a band and a frame that are hidden by nothing else. */
function hidden(mask: Float32Array, example: number, length: number) {
  const at = (frame: number, band: number) => mask[(example * 40 + frame) * 16 + band];
  const frames = Array.from({ length }, (_, frame) => frame);
  const bands = Array.from({ length: 16 }, (_, band) => band);
  return {
    frames: frames.filter((frame) => bands.every((band) => at(frame, band) === 0)).length,
    bands: bands.filter((band) => frames.every((frame) => at(frame, band) === 0)).length,
  };
}

test("hides stretches of time and bands below their limits, now and then some of each", () => {
  const totals = { frames: 0, bands: 0 };
  for (let seed = 0; seed < 50; seed++) {
    const spec = { bandMasks: 1, bandLimit: 5, timeMasks: 1, timeLimit: 0.25 };
    const mask = augmentationMask(spec, [seed, 1], sizes);
    for (const [example, length] of sizes.lengths.entries()) {
      const found = hidden(mask, example, length);
      expect(found.frames).toBeLessThan(length * 0.25);
      expect(found.bands).toBeLessThan(5);
      totals.frames += found.frames;
      totals.bands += found.bands;
    }
  }
  // Means: (40 + 20) / 8 − ½ frames of both examples and 2 bands of each.
  expect(totals.frames / 50).toBeGreaterThan(4);
  expect(totals.bands / 50).toBeGreaterThan(3);
});

test("is a function of the key and differs between the examples of a batch", () => {
  const spec = { bandMasks: 2, bandLimit: 8, timeMasks: 2, timeLimit: 0.2 };
  const mask = augmentationMask(spec, [3, 1], { ...sizes, lengths: Int32Array.of(40, 40) });
  expect(augmentationMask(spec, [3, 1], { ...sizes, lengths: Int32Array.of(40, 40) })).toEqual(mask);
  expect(augmentationMask(spec, [4, 1], { ...sizes, lengths: Int32Array.of(40, 40) })).not.toEqual(mask);
  expect(mask.subarray(0, 640)).not.toEqual(mask.subarray(640));
});

test("no masks hide nothing", () => {
  const mask = augmentationMask({ bandMasks: 0, bandLimit: 8, timeMasks: 0, timeLimit: 0.2 }, [0, 0], sizes);
  expect(new Set(mask)).toEqual(new Set([1]));
});
