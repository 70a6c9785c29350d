import { describe, expect, test } from "vitest";
import { firstPoints, placeOf, slidersOf, valueAt } from "./sliders.ts";

const space = {
  lr: { min: 1e-4, max: 1e-1, scaling: "log" },
  momentum: { min: 0, max: 1, scaling: "linear" },
  warmup: { feasible_points: [0.02, 0.05] },
} as const;

describe("of a search space", () => {
  const sliders = slidersOf({ ...space, warmup: { feasible_points: [0.02, 0.05] } });
  test("a slider's middle is the geometric mean of a logarithmic range, the mean of a linear one", () => {
    expect(firstPoints({ ...space, warmup: { feasible_points: [0.02, 0.05] } }, 4)).toEqual([
      { lr: 0.00316, momentum: 0.5, warmup: 0.02 },
    ]);
  });
  test("its ends are the range's, to the last bit", () => {
    const { lr } = sliders;
    if (lr?.kind !== "range") throw new Error("no range");
    expect([valueAt(lr, 0), valueAt(lr, 1), valueAt(lr, -3), valueAt(lr, 7)]).toEqual([
      1e-4, 1e-1, 1e-4, 1e-1,
    ]);
  });
  test("feasible points are chosen from", () => {
    expect(sliders["warmup"]).toEqual({ kind: "choice", values: [0.02, 0.05] });
  });
});

describe("of fixed points", () => {
  test("a rate is moved by factors, a decay near 1 by what it lacks to 1, zero by differences", () => {
    expect(slidersOf([{ lr: 2e-3, beta2: 0.999, shift: 0, on: true, mode: "a" }])).toEqual({
      lr: { kind: "range", scaling: "log", min: 2e-4, max: 2e-2 },
      beta2: { kind: "range", scaling: "complement", min: 0.99, max: 0.9999 },
      shift: { kind: "range", scaling: "linear", min: -1, max: 1 },
      on: { kind: "choice", values: [false, true] },
      mode: { kind: "choice", values: ["a"] },
    });
  });
  test("the points that it lists come first, as many as there is room for", () => {
    expect(firstPoints([{ lr: 1 }, { lr: 2 }, { lr: 3 }], 2)).toEqual([{ lr: 1 }, { lr: 2 }]);
  });
});

test("every place leads to a value that leads back to it", () => {
  const ranges = [
    { scaling: "log", min: 1e-6, max: 10 },
    { scaling: "linear", min: -2, max: 5 },
    { scaling: "complement", min: 0.5, max: 0.99999 },
  ] as const;
  for (const range of ranges) {
    for (let place = 0; place <= 1; place += 0.05) {
      const slider = { kind: "range", ...range } as const;
      expect(placeOf(slider, valueAt(slider, place))).toBeCloseTo(place, 2);
    }
  }
});

test("a value outside, or none, lies at an end", () => {
  const range = { kind: "range", scaling: "log", min: 1, max: 10 } as const;
  expect([placeOf(range, 100), placeOf(range, 0), placeOf(range, -1)]).toEqual([1, 0, 0]);
  expect(placeOf({ ...range, max: 1 }, 1)).toBe(0);
});
