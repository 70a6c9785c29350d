import { log } from "@steepest/base/math/log.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { expect, test } from "vitest";
import { frameCount, logMel } from "./logMel.ts";
import { createPowerSpectra } from "./powerSpectra.ts";

test("power spectra are those of the definition", () => {
  const size = 16;
  const [first, second] = [1, 2].map((seed) => Float64Array.from(normal([seed, 0], size))) as [
    Float64Array,
    Float64Array,
  ];
  const powers = [new Float64Array(9), new Float64Array(9)] as const;
  createPowerSpectra(size)(first, second, ...powers);
  for (const [at, signal] of [first, second].entries()) {
    for (let k = 0; k <= size / 2; k++) {
      const sum = (part: (angle: number) => number) =>
        signal.reduce((total, x, n) => total + x * part((2 * Math.PI * k * n) / size), 0);
      expect(powers[at]?.[k]).toBeCloseTo(sum(Math.cos) ** 2 + sum(Math.sin) ** 2, 5);
    }
  }
});

const tone = (hertz: number, samples: number) =>
  Int16Array.from({ length: samples }, (_, at) => 8000 * Math.sin((2 * Math.PI * hertz * at) / 16_000));

test("a tone is loudest in the band around its frequency", () => {
  const bands = 32;
  // Centres on the mel scale, 1127 ln(1 + f / 700), from 125 to 7600 Hz.
  const mel = (hertz: number) => 1127 * Math.log(1 + hertz / 700);
  for (const hertz of [300, 1000, 4000]) {
    const features = logMel(tone(hertz, 4000), bands);
    expect(features).toHaveLength(frameCount(4000) * bands);
    const frame = [...features.subarray(5 * bands, 6 * bands)];
    const loudest = frame.indexOf(Math.max(...frame));
    const place = ((mel(hertz) - mel(125)) / (mel(7600) - mel(125))) * (bands + 1) - 1;
    expect(Math.abs(loudest - place)).toBeLessThanOrEqual(0.75);
  }
});

test("a frame's features do not depend on those beside it, and silence is at the floor", () => {
  const sound = tone(700, 401 + 3 * 160);
  const alone = logMel(sound.slice(2 * 160, 2 * 160 + 401), 40);
  const among = logMel(sound, 40);
  expect(among).toHaveLength(4 * 40);
  for (const [at, value] of alone.entries()) expect(among[2 * 40 + at]).toBeCloseTo(value, 6);
  expect(new Set(logMel(new Int16Array(500), 40))).toEqual(new Set([log(1e-5)]));
  expect(logMel(new Int16Array(400), 40)).toHaveLength(0);
});
