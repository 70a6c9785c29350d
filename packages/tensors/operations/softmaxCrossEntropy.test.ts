import { grad, setBackend, tensor1d, tensor2d } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { softmaxCrossEntropy } from "./softmaxCrossEntropy.ts";

beforeAll(() => setBackend("cpu"));

const logits = () => tensor2d([Math.log(1), Math.log(2), Math.log(5), 0, 0, 0], [2, 3]);
const labels = () => tensor1d([1, 2], "int32");
const numbers = (values: Iterable<number>) => Array.from(values);

test("is minus the log of the label's probability", () => {
  // softmax = (1/8, 2/8, 5/8) and (1/3, 1/3, 1/3)
  const [first, second] = numbers(softmaxCrossEntropy(logits(), labels(), 0).dataSync());
  expect(first).toBeCloseTo(Math.log(4), 6);
  expect(second).toBeCloseTo(Math.log(3), 6);
});

test("spreads the smoothing over all classes, the label's own among them", () => {
  // target = (0.1, 0.8, 0.1) for ε = 0.3
  const [first] = numbers(softmaxCrossEntropy(logits(), labels(), 0.3).dataSync());
  expect(first).toBeCloseTo(0.1 * Math.log(8) + 0.8 * Math.log(4) + 0.1 * Math.log(8 / 5), 6);
});

test("has the gradient softmax − target", () => {
  const of = (smoothing: number) =>
    numbers(grad((z) => softmaxCrossEntropy(z, labels(), smoothing).sum())(logits()).dataSync());
  const plain = [1 / 8, 2 / 8 - 1, 5 / 8, 1 / 3, 1 / 3, 1 / 3 - 1];
  of(0).forEach((value, at) => {
    expect(value).toBeCloseTo(plain[at] as number, 6);
  });
  const smooth = [1 / 8 - 0.1, 2 / 8 - 0.8, 5 / 8 - 0.1, 1 / 3 - 0.1, 1 / 3 - 0.1, 1 / 3 - 0.8];
  of(0.3).forEach((value, at) => {
    expect(value).toBeCloseTo(smooth[at] as number, 6);
  });
});

test("stays finite for logits that overflow an exponential", () => {
  const [loss] = numbers(softmaxCrossEntropy(tensor2d([[1000, 0]]), tensor1d([1], "int32"), 0).dataSync());
  expect(loss).toBeCloseTo(1000, 3);
});
