import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  constantSchedule,
  cosineDecay,
  inverseSquareRoot,
  linearDecay,
  polynomialDecay,
  refinedSchedule,
  type Schedule,
} from "./decays.ts";
import {
  cyclic,
  cyclicCosine,
  linearWarmup,
  warmupCosine,
  warmupStableDecay,
  withWarmup,
} from "./warmups.ts";

const peak = fc.double({ min: 1e-4, max: 10, noNaN: true });
const factor = fc.double({ min: 0, max: 0.4, noNaN: true });
const stepHint = fc.integer({ min: 10, max: 1000 });
const values = (schedule: Schedule, hint: number, steps = hint): number[] =>
  Array.from({ length: steps }, (_, i) => schedule({ step: i + 1, stepHint: hint }));

/** Every schedule of a run with a peak, with settings drawn at random. */
const schedules: Readonly<Record<string, (peak: number, factor: number) => Schedule>> = {
  constantSchedule: (top) => constantSchedule(top),
  "polynomialDecay, linear": (top, x) => polynomialDecay({ peak: top, endFactor: x }),
  "polynomialDecay, cubic": (top, x) => polynomialDecay({ peak: top, endFactor: x, power: 3 }),
  cosineDecay: (top, x) => cosineDecay({ peak: top, endFactor: x }),
  inverseSquareRoot: (top, x) => inverseSquareRoot({ peak: top, timescaleFactor: x }),
  "warmupStableDecay, linear": (top, x) => warmupStableDecay({ peak: top, warmupFactor: x, decayFactor: x }),
  "warmupStableDecay, sqrt": (top, x) => warmupStableDecay({ peak: top, decayFactor: x, shape: "sqrt" }),
  "cyclic triangles": (top, x) => cyclic({ peak: top, lowFactor: x }),
  "cyclic cosines": (top, x) => cyclic({ peak: top, lowFactor: x, shape: "cosine" }),
  "withWarmup, linear": (top, x) => withWarmup(cosineDecay({ peak: top }), { warmupFactor: x }),
  "withWarmup, cosine": (top, x) =>
    withWarmup(inverseSquareRoot({ peak: top, timescaleFactor: 0.1 }), { warmupFactor: x, shape: "cosine" }),
};

test.each(Object.entries(schedules))("%s never leaves [0, peak], in the run or after it", (_, make) => {
  fc.assert(
    fc.property(peak, factor, stepHint, (top, x, hint) => {
      const run = values(make(top, x), hint, hint + 20);
      expect(Math.min(...run)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...run)).toBeLessThanOrEqual(top * (1 + 1e-12));
    }),
    { numRuns: 15 },
  );
});

/** Every length at 0, every length the whole run. */
const extremes: Readonly<Record<string, (length: number, end: number) => Schedule>> = {
  polynomialDecay: (x, end) => polynomialDecay({ peak: 1, stepFraction: x, endFactor: end, power: x }),
  cosineDecay: (x, end) => cosineDecay({ peak: 1, stepFraction: x, endFactor: end }),
  inverseSquareRoot: (x) => inverseSquareRoot({ peak: 1, timescale: x }),
  warmupCosine: (x, end) => warmupCosine({ peak: 1, warmupFactor: x, stepFraction: x, endFactor: end }),
  "warmupStableDecay, all warmup": (x, end) =>
    warmupStableDecay({ peak: 1, warmupFactor: x, decayFactor: 0, endFactor: end }),
  "warmupStableDecay, all fall": (x, end) =>
    warmupStableDecay({ peak: 1, decayFactor: x, endFactor: end, shape: "sqrt" }),
  linearWarmup: (x) => linearWarmup({ peak: 1, warmupFactor: x }),
  linearDecay: (x) => linearDecay({ peak: 1, warmupFactor: x }),
  cyclic: (x, end) => cyclic({ peak: 1, cycles: 1 + x, lowFactor: end, peakFactor: x, shape: "cosine" }),
  cyclicCosine: (x, end) => cyclicCosine({ peak: 1, cycles: 1 + x, warmupFactor: x, endFactor: end }),
  refinedSchedule: (x) => refinedSchedule({ peak: 1, norms: [2, 1, 3], smoothing: x, power: x }),
  withWarmup: (x) => withWarmup(constantSchedule(1), { warmupFactor: x, shape: "cosine" }),
};

test.each(Object.entries(extremes))(
  "%s is a number from 0 to its peak where lengths are 0 or all",
  (_, make) => {
    for (const length of [0, 1]) {
      for (const end of [0, 1]) {
        const schedule = make(length, end);
        for (const hint of [0, 1, 2, 10]) {
          for (const value of [schedule({ step: 0, stepHint: hint }), ...values(schedule, hint, hint + 5)]) {
            expect(value).toBeGreaterThanOrEqual(0);
            expect(value).toBeLessThanOrEqual(1);
          }
        }
      }
    }
  },
);

describe("warmup", () => {
  test.each([
    ["linearDecay", linearDecay({ peak: 2 })],
    ["refinedSchedule", refinedSchedule({ peak: 2, norms: [1, 1, 1, 1] })],
    ["cyclicCosine", cyclicCosine({ peak: 2, warmupFactor: 0 })],
    ["cosineDecay", cosineDecay({ peak: 2 })],
  ])("ends where %s begins", (_, schedule) => {
    const warmed = withWarmup(schedule, { warmupSteps: 10 });
    const [last, first] = [9, 11].map((step) => warmed({ step, stepHint: 1010 }));
    expect(last).toBeCloseTo(0.9 * 2, 6);
    expect(first).toBeCloseTo(2, 2);
  });

  test("by a line, then a cosine, is warmupCosine", () => {
    fc.assert(
      fc.property(peak, factor, stepHint, (top, warmupFactor, hint) => {
        const composed = values(withWarmup(cosineDecay({ peak: top }), { warmupFactor }), hint);
        const whole = values(warmupCosine({ peak: top, warmupFactor }), hint);
        const gaps = whole.map((value, i) => Math.abs((composed[i] as number) - value));
        expect(Math.max(...gaps)).toBeLessThan(1e-9 * top);
      }),
      { numRuns: 20 },
    );
  });

  test("rises to the first value of what follows, linearly or by half a cosine", () => {
    const linear = withWarmup(constantSchedule(2), { warmupSteps: 4 });
    expect(values(linear, 100, 5)).toEqual([0.5, 1, 1.5, 2, 2]);
    const cosine = values(withWarmup(constantSchedule(2), { warmupSteps: 4, shape: "cosine" }), 100, 5);
    [0.292893, 1, 1.707107, 2, 2].forEach((value, i) => {
      expect(cosine[i]).toBeCloseTo(value, 5);
    });
  });

  test("of shape none is no warmup: the schedule is not shifted either", () => {
    const decay = cosineDecay({ peak: 1 });
    expect(withWarmup(decay, { warmupFactor: 0.3, shape: "none" })).toBe(decay);
  });

  test("before an inverse square root of the same length is the Transformer's schedule, shifted by it", () => {
    const T = 40;
    const schedule = withWarmup(inverseSquareRoot({ peak: 3, timescale: T }), { warmupSteps: T });
    expect(schedule({ step: 10, stepHint: 1000 })).toBeCloseTo((3 * 10) / T, 12);
    expect(schedule({ step: T + 4 * T, stepHint: 1000 })).toBeCloseTo(1.5, 12);
  });
});

describe("decays", () => {
  test("of polynomials and cosines start at the peak and reach their end at stepFraction of the run, for good", () => {
    for (const schedule of [
      polynomialDecay({ peak: 2, power: 2, endFactor: 0.1, stepFraction: 0.5 }),
      cosineDecay({ peak: 2, endFactor: 0.1, stepFraction: 0.5 }),
    ]) {
      expect(schedule({ step: 0, stepHint: 100 })).toBe(2);
      for (const step of [50, 51, 100, 200]) expect(schedule({ step, stepHint: 100 })).toBeCloseTo(0.2, 12);
    }
    expect(polynomialDecay({ peak: 2, power: 2 })({ step: 50, stepHint: 100 })).toBeCloseTo(0.5, 12);
    expect(cosineDecay({ peak: 2 })({ step: 25, stepHint: 100 })).toBeCloseTo(1 + Math.SQRT1_2, 12);
  });

  test("an inverse square root halves when the steps are four times the timescale", () => {
    const schedule = inverseSquareRoot({ peak: 1, timescale: 25 });
    expect([25, 100, 400].map((step) => schedule({ step, stepHint: 10 }))).toEqual([1, 0.5, 0.25]);
  });

  test("warmupStableDecay stands at its peak between warmup and fall, whatever the shape of the fall", () => {
    for (const shape of ["linear", "cosine", "sqrt"] as const) {
      const schedule = warmupStableDecay({
        peak: 4,
        warmupFactor: 0.1,
        decayFactor: 0.2,
        endFactor: 0.25,
        shape,
      });
      const at = (step: number) => schedule({ step, stepHint: 100 });
      expect(at(5)).toBe(2);
      for (const step of [10, 50, 80]) expect(at(step)).toBe(4);
      expect(at(90)).toBeCloseTo({ linear: 2.5, cosine: 2.5, sqrt: 1 + 3 * (1 - Math.SQRT1_2) }[shape], 12);
      for (const step of [100, 150]) expect(at(step)).toBeCloseTo(1, 12);
    }
  });
});

describe("cycles", () => {
  test("come back after their length, each peak a fraction of the last", () => {
    fc.assert(
      fc.property(
        peak,
        factor,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 500 }),
        (top, low, length, step) => {
          for (const shape of ["triangle", "cosine"] as const) {
            const schedule = cyclic({
              peak: top,
              lowFactor: low,
              cycleSteps: length,
              peakFactor: 0.5,
              shape,
            });
            const [first, second] = [step, step + length].map((at) => schedule({ step: at, stepHint: 1000 }));
            expect(Math.abs((second as number) - (first as number) / 2)).toBeLessThan(1e-9 * top);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test("a triangle is highest in the middle of its cycle, a cosine at the beginning", () => {
    const at = (shape: "triangle" | "cosine") =>
      [0, 5, 10, 15].map((step) => cyclic({ peak: 1, cycles: 2, shape })({ step, stepHint: 20 }));
    expect(at("triangle")).toEqual([0, 1, 0, 1]);
    const cosine = at("cosine");
    [1, 0.5, 1, 0.5].forEach((value, i) => {
      expect(cosine[i]).toBeCloseTo(value, 12);
    });
  });
});
