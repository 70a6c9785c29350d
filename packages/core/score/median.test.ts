import { expect, test } from "vitest";
import { median } from "./median.ts";
import { workloadTime } from "./workloadTime.ts";

const infinity = Number.POSITIVE_INFINITY;

test.each<readonly [readonly number[], number]>([
  [[], infinity],
  [[3], 3],
  [[3, 1, 2], 2],
  // Of an even number: the mean of the two middle ones, neither of them.
  [[1, 2], 1.5],
  [[4, 1, 10, 2], 3],
  [[10, 9], 9.5],
  [[1, 2, 3, infinity], 2.5],
  [[1, infinity], infinity],
  [[1, 2, infinity, infinity], infinity],
  [[1e308, 1.5e308, 1e308, 1.5e308, 1.5e308, 1.5e308], 1.5e308],
])("the median of %j is %d", (values, wanted) => {
  expect(median(values)).toBe(wanted);
});

test("a workload time is the median over studies of each one's fastest trial, also of an even number of studies", () => {
  expect(workloadTime([[5, 2], [8, 4, 9], [1], [100, 6]])).toBe(3);
  expect(workloadTime([[5, 2], [8, 4, 9], [1]])).toBe(2);
  expect(workloadTime([[2], [4], [infinity], [infinity]])).toBe(infinity);
  expect(workloadTime([[2], [4], [6], []])).toBe(5);
});
