import fc from "fast-check";
import { expect, test } from "vitest";
import type { SearchSpace } from "../../schema/searchSpace.ts";
import { calibrationPoints, pointKey } from "./calibrationPoints.ts";

const space: SearchSpace = {
  lr: { min: 1e-4, max: 1e-1, scaling: "log" },
  beta: { min: 0.123456789, max: 0.12345679, scaling: "linear" },
  warmup: { feasible_points: [0.02, 0.05123456] },
};
const seed = fc.nat();
const count = fc.integer({ min: 1, max: 40 });

test("points lie in the space, each is another, and more of them begin with the same", () => {
  fc.assert(
    fc.property(seed, count, (from, number) => {
      const points = calibrationPoints(space, number, from);
      expect(new Set(points.map(pointKey)).size).toBe(points.length);
      expect(calibrationPoints(space, number + 5, from).slice(0, points.length)).toEqual(points);
      for (const { lr, beta, warmup } of points) {
        expect(Number(lr)).toBeGreaterThanOrEqual(1e-4);
        expect(Number(lr)).toBeLessThanOrEqual(1e-1);
        expect(Number(beta)).toBeGreaterThanOrEqual(0.123456789);
        expect(Number(beta)).toBeLessThanOrEqual(0.12345679);
        expect([0.02, 0.05123456]).toContain(warmup);
      }
    }),
  );
});

test("values of ranges have five digits, so that what was tried is what is written down", () => {
  fc.assert(
    fc.property(seed, (from) => {
      for (const { lr } of calibrationPoints(space, 10, from))
        expect(lr).toBe(Number(Number(lr).toPrecision(5)));
    }),
  );
});

test("a point is the same whatever the order of its names", () => {
  expect(pointKey({ lr: 1, beta: 2, warmup: 3 })).toBe(pointKey({ warmup: 3, beta: 2, lr: 1 }));
  expect(pointKey({ lr: 1, beta: 2 })).not.toBe(pointKey({ lr: 2, beta: 1 }));
});

test("a space of few points has each once", () => {
  // All of the range is its lower end, as it is written down.
  const narrow: SearchSpace = { a: { min: 1, max: 1.00001, scaling: "linear" } };
  expect(calibrationPoints(narrow, 30, 1)).toEqual([{ a: 1 }]);
  const few: SearchSpace = { a: { feasible_points: [1, 2] }, b: { feasible_points: ["x"] } };
  expect(
    calibrationPoints(few, 30, 1)
      .map(({ a }) => a)
      .toSorted(),
  ).toEqual([1, 2]);
  expect(calibrationPoints([{ lr: 1 }, { lr: 1 }, { lr: 2 }], 30, 1)).toEqual([{ lr: 1 }, { lr: 2 }]);
});
