import { keyFromSeed } from "@steepest/base/random/key.ts";
import { grad, memory, setBackend, sum, type Tensor, tensor1d, tensor2d, tidy } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
import { classLosses, softmaxDivergence } from "./classLosses.ts";

beforeAll(() => setBackend("cpu"));

const ours = [
  [0.3, -1.2, 2.5],
  [0, 0, 0],
];
const theirs = [
  [1, 0.5, -0.7],
  [3, -2, 0.1],
];

const softmax = (row: readonly number[], temperature: number) => {
  const exponentials = row.map((z) => Math.exp(z / temperature));
  const total = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((e) => e / total);
};
/** Soft cross-entropy less the labels' entropy, in float64. */
const divergence = (logits: readonly number[], predicted: readonly number[], temperature: number) => {
  const p = softmax(logits, temperature);
  const q = softmax(predicted, temperature);
  const crossEntropy = -q.reduce((all, share, i) => all + share * Math.log(p[i] ?? 0), 0);
  const entropy = -q.reduce((all, share) => all + share * Math.log(share), 0);
  return crossEntropy - entropy;
};
const rows = (values: readonly (readonly number[])[]) => tensor2d(values.map((row) => [...row]));

describe.each([1, 5, 0.4])("at temperature %d", (temperature) => {
  test("is the soft cross-entropy less the entropy of the soft labels", () => {
    const values = softmaxDivergence(rows(ours), rows(theirs), temperature).dataSync();
    ours.forEach((row, i) => {
      expect(values[i]).toBeCloseTo(divergence(row, theirs[i] ?? [], temperature), 5);
    });
  });

  test("its gradient is that of finite differences, weighted by the slope of every row", () => {
    const slopes = [0.5, -2];
    const gradient = grad((z: Tensor) =>
      sum(softmaxDivergence(z, rows(theirs), temperature).mul(tensor1d(slopes))),
    )(rows(ours)).dataSync();
    ours.forEach((row, i) => {
      row.forEach((z, k) => {
        const at = (by: number) => divergence(row.with(k, z + by), theirs[i] ?? [], temperature);
        const slope = ((at(1e-5) - at(-1e-5)) / 2e-5) * (slopes[i] ?? 0);
        expect(gradient[3 * i + k]).toBeCloseTo(slope, 5);
      });
    });
  });
});

test("is exactly 0 with a gradient of exactly 0 where both predict the same, even by the same tensor", () => {
  const z = rows(ours);
  expect([...softmaxDivergence(z, z, 3).dataSync()]).toEqual([0, 0]);
  const gradient = grad((at: Tensor) => sum(softmaxDivergence(at, at.mul(1), 3)))(z);
  expect([...gradient.dataSync()].map(Math.abs)).toEqual(Array(6).fill(0));
});

test("predictions without a doubt leave it finite", () => {
  const sure = rows([[200, -200, 0]]);
  const [value] = softmaxDivergence(rows([[-3, 2, 1]]), sure).dataSync();
  expect(value).toBeCloseTo(-Math.log(softmax([-3, 2, 1], 1)[0] ?? 0), 4);
});

test("a class loss is weight times the divergence, and where asked the labels' own loss beside it", () => {
  const labels = tensor1d([2, 0], "int32");
  const losses = (weight: number, given: number) => {
    const predictedLabels = { logits: rows(theirs), temperature: 2, weight, given };
    const options = { labelSmoothing: null, predictedLabels, key: keyFromSeed(0) };
    return [...classLosses(rows(ours), labels, options).dataSync()];
  };
  ours.forEach((row, i) => {
    const soft = divergence(row, theirs[i] ?? [], 2);
    const hard = -Math.log(softmax(row, 1)[i === 0 ? 2 : 0] ?? 0);
    expect(losses(3, 0)[i]).toBeCloseTo(3 * soft, 5);
    expect(losses(3, 0.5)[i]).toBeCloseTo(3 * soft + 0.5 * hard, 5);
    expect(losses(0, 1)[i]).toBeCloseTo(hard, 5);
  });
});

test("leaves nothing behind", () => {
  const [z, predicted] = [rows(ours), rows(theirs)];
  const before = memory().numTensors;
  tidy(() => void grad((at: Tensor) => sum(softmaxDivergence(at, predicted, 5)))(z));
  expect(memory().numTensors).toBe(before);
});
