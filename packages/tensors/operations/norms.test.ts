import { normal } from "@steepest/base/random/normal.ts";
import { grad, moments, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openBackend } from "../backend/openBackend.ts";
import { batchNorm } from "./batchNorm.ts";
import { groupNorm, layerNorm, rmsNorm } from "./norms.ts";

const channels = 6;
const shape = [3, 7, 5, channels];
/** Far from 0, where a variance by the difference of two squares would be lost. */
const values = normal([4, 4], 3 * 7 * 5 * channels).map((value, at) => value * (1 + (at % channels)) + 100);
const weights = normal([4, 5], values.length);
const scale = () => tensor(Array.from({ length: channels }, (_, at) => at - 2.5));
const bias = () => tensor(Array.from({ length: channels }, (_, at) => at));

function channelTotals(numbers: ArrayLike<number>): number[] {
  const totals = Array(channels).fill(0) as number[];
  for (let at = 0; at < numbers.length; at++)
    totals[at % channels] = (totals[at % channels] as number) + (numbers[at] as number);
  return totals;
}

for (const backend of ["wasm", "cpu"] as const) {
  test(`batch norm returns the batch's mean and biased variance (${backend})`, async () => {
    await openBackend(backend);
    tidy(() => {
      const { mean, variance } = batchNorm(tensor(values, shape), scale(), bias());
      const totals = channelTotals(values).map((total) => total / (values.length / channels));
      const squares = values.map((value, at) => (value - (totals[at % channels] as number)) ** 2);
      const expected = channelTotals(squares).map((total) => total / (values.length / channels));
      for (const [channel, total] of totals.entries()) expect(mean.dataSync()[channel]).toBeCloseTo(total, 3);
      for (const [channel, square] of expected.entries())
        expect(variance.dataSync()[channel]).toBeCloseTo(square, 3);
    });
  });

  test(`batch norm's gradient sums to zero in every channel, and is orthogonal to x̂ (${backend})`, async () => {
    await openBackend(backend);
    const [slopes, hat] = tidy(() => {
      const x = tensor(values, shape);
      const ones = scale().mul(0).add(1);
      const slope = grad((z: Tensor) => batchNorm(z, scale(), bias()).y)(x, tensor(weights, shape));
      return [slope.dataSync(), batchNorm(x, ones, bias().mul(0)).y.dataSync()] as const;
    });
    for (const total of channelTotals(slopes)) expect(Math.abs(total)).toBeLessThan(1e-3);
    const products = Float32Array.from(slopes, (slope, at) => slope * (hat[at] as number));
    for (const total of channelTotals(products)) expect(Math.abs(total)).toBeLessThan(1e-3);
  });

  test(`the statistics that batch norm returns are constants to a gradient (${backend})`, async () => {
    await openBackend(backend);
    const slopesWith = (share: number) =>
      tidy(() =>
        grad((z: Tensor) => {
          const { y, mean, variance } = batchNorm(z, scale(), bias());
          const ofStatistics = mean.add(variance).sum().mul(share);
          return y.mul(tensor(weights, shape)).sum().add(ofStatistics);
        })(tensor(values, shape)).dataSync(),
      );
    expect(slopesWith(5)).toEqual(slopesWith(0));
  });

  test(`a group of all channels is a layer norm of the image (${backend})`, async () => {
    await openBackend(backend);
    tidy(() => {
      const ones = scale().mul(0).add(1);
      const grouped = groupNorm(tensor(values, shape), ones, bias().mul(0), 1);
      const rows = layerNorm(tensor(values, [3, values.length / 3]));
      const expected = rows.dataSync();
      for (const [at, value] of grouped.dataSync().entries())
        expect(value).toBeCloseTo(expected[at] as number, 3);
      const { mean, variance } = moments(rows, 1);
      for (const value of mean.dataSync()) expect(value).toBeCloseTo(0, 4);
      for (const value of variance.dataSync()) expect(value).toBeCloseTo(1, 3);
    });
  });

  test(`RMS norm gives rows of mean square 1 (${backend})`, async () => {
    await openBackend(backend);
    const rows = tidy(() =>
      rmsNorm(tensor(values, [7, values.length / 7]))
        .square()
        .mean(1)
        .dataSync(),
    );
    for (const square of rows) expect(square).toBeCloseTo(1, 4);
  });
}

test("groups that do not divide the channels are refused", () => {
  expect(() => groupNorm(tensor(values, shape), scale(), bias(), 4)).toThrow("6 channels are not 4 groups");
});
