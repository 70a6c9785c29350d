import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import { expect, test } from "vitest";
import type { Workload } from "../workload/workload.ts";
import { alignUnits } from "./alignUnits.ts";
import { largestAssignment } from "./assignment.ts";

test("an assignment has the largest sum of all", () => {
  for (let seed = 0; seed < 30; seed++) {
    const n = 1 + (seed % 6);
    const gains = Float64Array.from(normal(keyFromSeed(seed), n * n));
    const sum = (order: ArrayLike<number>) =>
      Array.from(order).reduce((total, column, row) => total + (gains[row * n + column] as number), 0);
    const orders = (left: readonly number[]): number[][] =>
      left.length === 0
        ? [[]]
        : left.flatMap((one) => orders(left.filter((other) => other !== one)).map((rest) => [one, ...rest]));
    const all = orders(Array.from({ length: n }, (_, at) => at));
    expect(sum(largestAssignment(gains, n))).toBeCloseTo(Math.max(...all.map(sum)), 9);
  }
});

// 5 inputs, 7 and 6 hidden units, 3 outputs.
const sizes = [5, 7, 6, 3] as const;
const workload = {
  parameterSpecs: [0, 1, 2].flatMap((layer) => [
    { shape: [sizes[layer], sizes[layer + 1]] },
    { shape: [sizes[layer + 1]] },
  ]),
  unitSymmetries: [0, 2].map((at) => [
    { parameter: at, axis: 1 },
    { parameter: at + 1, axis: 0 },
    { parameter: at + 2, axis: 0 },
  ]),
} as unknown as Workload;

test("the same network with its hidden units in another order is the same point again", () => {
  const count = workload.parameterSpecs.reduce(
    (sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1),
    0,
  );
  const point = normal(keyFromSeed(3), count);
  const [one, two] = [permutation(keyFromSeed(4), 7), permutation(keyFromSeed(5), 6)];
  const at = (from: number, columns: number, row: number, column: number) => from + row * columns + column;
  const mixed = Float32Array.from(point);
  const starts = [0, 35, 42, 84, 90, 108];
  for (let unit = 0; unit < 7; unit++) {
    for (let row = 0; row < 5; row++)
      mixed[at(0, 7, row, unit)] = point[at(0, 7, row, one[unit] as number)] as number;
    mixed[35 + unit] = point[35 + (one[unit] as number)] as number;
    for (let to = 0; to < 6; to++) {
      mixed[at(42, 6, unit, to)] = point[at(42, 6, one[unit] as number, two[to] as number)] as number;
    }
  }
  for (let unit = 0; unit < 6; unit++) {
    mixed[84 + unit] = point[84 + (two[unit] as number)] as number;
    for (let to = 0; to < 3; to++)
      mixed[at(90, 3, unit, to)] = point[at(90, 3, two[unit] as number, to)] as number;
  }
  expect(starts.at(-1)).toBe(count - 3);
  expect(mixed).not.toEqual(point);
  expect(alignUnits(workload, point, mixed)).toEqual(point);
  expect(alignUnits({ ...workload, unitSymmetries: undefined } as unknown as Workload, point, mixed)).toBe(
    null,
  );
});
