import { keyFromSeed } from "@steepest/base/random/key.ts";
import { grad, memory, setBackend, sum, type Tensor, tensor2d, tidy } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { sampleBinaryLabels } from "./sampleBinaryLabels.ts";
import { sigmoidCrossEntropy } from "./sigmoidCrossEntropy.ts";

beforeAll(() => setBackend("cpu"));

const rows = 4000;
const odds = [0.1, 0.5, 0.8];
const logits = () =>
  tensor2d(
    Array.from({ length: rows }, () => odds.map((p) => Math.log(p / (1 - p)))),
    [rows, odds.length],
  );

test("every label is 1 as often as its sigmoid says, by the key", () => {
  const draw = (seed: number) => sampleBinaryLabels(logits(), keyFromSeed(seed)).dataSync();
  const labels = draw(1);
  expect(new Set(labels)).toEqual(new Set([0, 1]));
  odds.forEach((p, column) => {
    const share = labels.filter((label, at) => at % odds.length === column && label === 1).length / rows;
    // Five standard errors.
    expect(Math.abs(share - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / rows));
  });
  expect(draw(1)).toEqual(labels);
  expect(draw(2)).not.toEqual(labels);
});

test("no gradient goes through the draw, and nothing is left behind", () => {
  const z = tensor2d([0.3, -1], [1, 2]);
  const before = memory().numTensors;
  tidy(() => {
    const loss = (x: Tensor) => sum(sigmoidCrossEntropy(x, sampleBinaryLabels(x, keyFromSeed(3))));
    const labels = sampleBinaryLabels(z, keyFromSeed(3)).dataSync();
    const slope = grad(loss)(z).dataSync();
    [0.3, -1].forEach((x, at) => {
      expect(slope[at]).toBeCloseTo(1 / (1 + Math.exp(-x)) - (labels[at] as number), 6);
    });
  });
  expect(memory().numTensors).toBe(before);
});
