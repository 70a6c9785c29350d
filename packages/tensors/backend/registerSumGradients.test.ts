import { normal } from "@steepest/base/random/normal.ts";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBackend } from "./openBackend.ts";

const x = () => tf.tensor(normal([1, 2], 2 * 3 * 4 * 5), [2, 3, 4, 5]);
const slope = () => normal([3, 4], 120);

/** The gradient of a sum that is weighed, so that each slope is another number. */
function gradient(reduce: (x: tf.Tensor) => tf.Tensor): [number[], Float32Array] {
  return tf.tidy(() => {
    const found = tf.grad((at) => {
      const reduced = reduce(at);
      return tf.sum(tf.mul(reduced, tf.tensor(slope().slice(0, reduced.size), reduced.shape)));
    })(x());
    return [found.shape, found.dataSync() as Float32Array];
  });
}

let before: number;
beforeAll(async () => {
  await openBackend("wasm");
  before = tf.memory().numTensors;
});
afterAll(() => expect(tf.memory().numTensors).toBe(before));

test.each([
  ["all", undefined, false],
  ["the last axis", -1, false],
  ["the first axis, kept", 0, true],
  ["two axes", [1, 3], false],
  ["two axes, kept", [-2, 0], true],
] as const)("the gradients of sum and mean over %s are tfjs's, bit for bit", async (_, axis, keep) => {
  const axes = axis === undefined || typeof axis === "number" ? axis : [...axis];
  const both = () => [gradient((at) => tf.sum(at, axes, keep)), gradient((at) => tf.mean(at, axes, keep))];
  await openBackend("wasm");
  const ours = both();
  await openBackend("cpu");
  const theirs = both();
  await openBackend("wasm");
  expect(ours).toEqual(theirs);
});

test("of a single number, too", () => {
  const found = tf.tidy(() =>
    tf
      .grad((at) => tf.add(tf.sum(at), tf.mean(at)))(tf.scalar(3))
      .dataSync(),
  );
  expect([...found]).toEqual([2]);
});
