import { keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { describe, expect, test } from "vitest";
import type { SearchSpace } from "../../schema/searchSpace.ts";
import { samplePoints } from "./samplePoints.ts";

const space: SearchSpace = {
  lr: { min: 1e-4, max: 1e-1, scaling: "log" },
  momentum: { min: 0.5, max: 0.9, scaling: "linear" },
  warmup: { feasible_points: [0.02, 0.05, 0.1] },
};

test("the same seed gives the same points, another seed others, and fewer points are the first ones", () => {
  expect(samplePoints(space, 8, 1)).toEqual(samplePoints(space, 8, 1));
  expect(samplePoints(space, 8, 1)).not.toEqual(samplePoints(space, 8, 2));
  expect(samplePoints(space, 3, 1)).toEqual(samplePoints(space, 8, 1).slice(0, 3));
});

test("the order of the keys does not matter", () => {
  const turned = Object.fromEntries(Object.entries(space).toReversed()) as SearchSpace;
  expect(samplePoints(turned, 5, 9)).toEqual(samplePoints(space, 5, 9));
});

test("a list of fixed points is taken in order, without replacement", () => {
  const points = [{ lr: 1 }, { lr: 2 }, { lr: 3 }];
  expect(samplePoints(points, 2, 5)).toEqual([{ lr: 1 }, { lr: 2 }]);
  expect(samplePoints(points, 5, 5)).toEqual(points);
});

test("a space without dimensions gives empty points", () => {
  expect(samplePoints({}, 2, 0)).toEqual([{}, {}]);
});

test("log scaling is even in the logarithm and stays within its bounds", () => {
  const values = samplePoints(space, 300, 4).map((point) => point.lr as number);
  expect(Math.min(...values)).toBeGreaterThanOrEqual(1e-4);
  expect(Math.max(...values)).toBeLessThanOrEqual(1e-1);
  for (const [low, high] of [
    [1e-4, 1e-3],
    [1e-3, 1e-2],
    [1e-2, 1e-1],
  ] as const) {
    const share = values.filter((value) => value >= low && value < high).length;
    expect(share).toBeGreaterThan(90);
    expect(share).toBeLessThan(110);
  }
});

test("a range of one value gives that value", () => {
  const fixed: SearchSpace = {
    a: { min: 0.1, max: 0.1, scaling: "log" },
    b: { min: 3, max: 3, scaling: "linear" },
  };
  expect(samplePoints(fixed, 2, 1)).toEqual([
    { a: 0.1, b: 3 },
    { a: 0.1, b: 3 },
  ]);
});

test("five trials spread over feasible points and over a range", () => {
  for (let seed = 0; seed < 20; seed++) {
    const strata = samplePoints({ x: { min: 0, max: 1, scaling: "linear" } }, 4, seed).map((point) =>
      Math.floor((point.x as number) * 4),
    );
    expect(strata.sort()).toEqual([0, 1, 2, 3]);
  }
});

describe("discrepancy", () => {
  /** L2 star discrepancy, squared (Warnock 1972). */
  function discrepancy(points: readonly (readonly number[])[]): number {
    const n = points.length;
    const dimensions = points[0]?.length ?? 0;
    let single = 0;
    let pairs = 0;
    for (const point of points) {
      single += point.reduce((product, x) => product * (1 - x * x), 1);
      for (const other of points) {
        pairs += point.reduce((product, x, j) => product * (1 - Math.max(x, other[j] ?? 0)), 1);
      }
    }
    return 3 ** -dimensions - (2 ** (1 - dimensions) / n) * single + pairs / n ** 2;
  }

  test.each([2, 4])("in %i dimensions is well below that of random points", (dimensions) => {
    const unit = { min: 0, max: 1, scaling: "linear" } as const;
    const names = ["a", "b", "c", "d"].slice(0, dimensions);
    const cube: SearchSpace = Object.fromEntries(names.map((name) => [name, unit]));
    let sampled = 0;
    let random = 0;
    for (let seed = 0; seed < 10; seed++) {
      sampled += discrepancy(
        samplePoints(cube, 64, seed).map((point) => names.map((name) => point[name] as number)),
      );
      const numbers = uniform(keyFromSeed(seed), 64 * dimensions);
      random += discrepancy(
        Array.from({ length: 64 }, (_, i) => [...numbers.subarray(i * dimensions, (i + 1) * dimensions)]),
      );
    }
    expect(sampled).toBeLessThan(random / 3);
  });
});

// Points of entries that there are.
test("a seed draws the same points as ever", () => {
  expect(samplePoints(space, 3, 1)).toEqual([
    { lr: 0.0003086455091985037, momentum: 0.5333908445749067, warmup: 0.02 },
    { lr: 0.0075240847799290045, momentum: 0.7969507162634955, warmup: 0.1 },
    { lr: 0.0006548163021614234, momentum: 0.7212849635456042, warmup: 0.05 },
  ]);
});
