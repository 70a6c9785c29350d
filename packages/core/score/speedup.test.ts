import { expect, test } from "vitest";
import { speedup } from "./speedup.ts";

const infinity = Number.POSITIVE_INFINITY;

test("is the geometric mean of reference time / time over workloads that both reach", () => {
  expect(speedup([1, 4, infinity, 3], [8, 8, 1, infinity])).toEqual({
    factor: expect.closeTo(4, 12),
    over: 2,
  });
});

test("is null where no workload is reached by both, or there is no reference", () => {
  expect(speedup([1, infinity], [infinity, 1])).toEqual({ factor: null, over: 0 });
  expect(speedup([1, 2], [])).toEqual({ factor: null, over: 0 });
});
