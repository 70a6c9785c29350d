import { keyFromSeed } from "@steepest/base/random/key.ts";
import { expect, test } from "vitest";
import { BatchOrder } from "./batchOrder.ts";

test("every epoch holds each example once, also where batches run across the seam", () => {
  const order = new BatchOrder(keyFromSeed(1), 10);
  const drawn = Array.from({ length: 10 }, (_, i) => [...order.batch(i, 3)]).flat();
  for (const epoch of [0, 1, 2]) {
    expect(drawn.slice(epoch * 10, epoch * 10 + 10).sort((a, b) => a - b)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
  }
  expect(drawn.slice(0, 10)).not.toEqual(drawn.slice(10, 20));
});

test("a batch does not depend on which were asked for before", () => {
  const [one, other] = [new BatchOrder(keyFromSeed(1), 10), new BatchOrder(keyFromSeed(1), 10)];
  one.batch(0, 4);
  expect(other.batch(5, 4)).toEqual(one.batch(5, 4));
  expect(new BatchOrder(keyFromSeed(2), 10).batch(5, 4)).not.toEqual(one.batch(5, 4));
});

test("a stream's examples come in their order, epoch after epoch", () => {
  const order = new BatchOrder(keyFromSeed(1), 5, { inOrder: true });
  expect([0, 1, 2].map((index) => [...order.batch(index, 3)])).toEqual([
    [0, 1, 2],
    [3, 4, 0],
    [1, 2, 3],
  ]);
});

test("a batch may be larger than the training set", () => {
  expect(new BatchOrder(keyFromSeed(1), 3).batch(1, 7)).toHaveLength(7);
});
