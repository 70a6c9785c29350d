import { keyFromSeed } from "@steepest/base/random/key.ts";
import { grad, memory, scalar, setBackend, sum, type Tensor, tensor2d, tidy, zeros } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { sampleLabels } from "./sampleLabels.ts";
import { softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";

beforeAll(() => setBackend("cpu"));

const rows = 4000;
const odds = [0.1, 0.2, 0, 0.7];
const logits = () =>
  tensor2d(
    Array.from({ length: rows }, () => odds.map((p) => Math.log(p) + 3)),
    [rows, odds.length],
  );

test("every class comes up as often as the softmax says, an impossible one never", () => {
  const labels = sampleLabels(logits(), keyFromSeed(1)).dataSync();
  odds.forEach((p, label) => {
    const share = labels.filter((drawn) => drawn === label).length / rows;
    // Five standard errors.
    expect(Math.abs(share - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / rows));
  });
});

test("the same key draws the same labels, another key others", () => {
  const draw = (seed: number) => [...sampleLabels(logits(), keyFromSeed(seed)).dataSync()];
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test("B times the squared gradient over B sampled labels is the Gauss–Newton diagonal on average (Liu et al. 2023, §2.3)", () => {
  // One logit table shared by all rows: the Gauss–Newton (here: Fisher) diagonal of the mean loss is p(1 − p).
  const batch = 8;
  const table = tensor2d([0.1, 0.2, 0.3, 0.4].map(Math.log), [1, 4]);
  const trials = 500;
  const mean = [0, 0, 0, 0];
  for (let trial = 0; trial < trials; trial++) {
    tidy(() => {
      const gradient = grad((z: Tensor) => {
        const spread = z.tile([batch, 1]);
        const losses = softmaxCrossEntropy(spread, sampleLabels(spread, keyFromSeed(trial)));
        return sum(losses).div(scalar(batch));
      })(table);
      gradient.dataSync().forEach((g, i) => {
        mean[i] = (mean[i] as number) + (batch * g * g) / trials;
      });
    });
  }
  [0.1, 0.2, 0.3, 0.4].forEach((p, i) => {
    expect(mean[i]).toBeGreaterThan(0.8 * p * (1 - p));
    expect(mean[i]).toBeLessThan(1.2 * p * (1 - p));
  });
});

test("leaves nothing behind", () => {
  const z = zeros([5, 3]);
  const before = memory().numTensors;
  tidy(() => void sampleLabels(z, keyFromSeed(3)));
  expect(memory().numTensors).toBe(before);
});
