import { keyFromSeed } from "@steepest/base/random/key.ts";
import { expect, test } from "vitest";
import { hutchinson, lanczos, tridiagonalSpectrum } from "./lanczos.ts";

const diagonal = (values: readonly number[]) => async (vector: Float64Array) =>
  vector.map((number, at) => number * (values[at] as number));

test("a tridiagonal matrix's spectrum is the known one: −1, 2, −1 of size n has 2 − 2cos(kπ/(n + 1))", () => {
  const size = 12;
  const { values, weights } = tridiagonalSpectrum(Array(size).fill(2), Array(size - 1).fill(-1));
  const known = Array.from({ length: size }, (_, k) => 2 - 2 * Math.cos(((size - k) * Math.PI) / (size + 1)));
  const first = Array.from(
    { length: size },
    (_, k) => (2 / (size + 1)) * Math.sin(((size - k) * Math.PI) / (size + 1)) ** 2,
  );
  for (const [at, value] of values.entries()) {
    expect(value).toBeCloseTo(known[at] as number, 12);
    expect(weights[at]).toBeCloseTo(first[at] as number, 12);
  }
});

test("Lanczos finds all eigenvalues of a small operator, and stops where it has them", async () => {
  const spectrum = [9, 4, 1, -2, 0.5];
  const { values, weights } = await lanczos(diagonal(spectrum), 5, 50, keyFromSeed(3));
  expect(values).toHaveLength(5);
  for (const [at, value] of spectrum.toSorted((a, b) => b - a).entries()) {
    expect(values[at]).toBeCloseTo(value, 9);
  }
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
});

test("Lanczos finds the ends of a wide spectrum in few steps, and the zero operator's zero", async () => {
  const spectrum = Array.from({ length: 400 }, (_, at) => (at === 7 ? 50 : at === 8 ? -5 : at / 400));
  const { values } = await lanczos(diagonal(spectrum), 400, 20, keyFromSeed(4));
  expect(values[0]).toBeCloseTo(50, 8);
  expect(values.at(-1)).toBeCloseTo(-5, 6);
  expect((await lanczos(diagonal(Array(6).fill(0)), 6, 4, keyFromSeed(1))).values).toEqual([0]);
});

test("Hutchinson's estimate is exact for a diagonal operator, and says how sure it is of another", async () => {
  const signs = [1, 2, 3].map((row) =>
    Float64Array.from({ length: 4 }, (_, at) => ((row >> (at % 2)) & 1 ? 1 : -1)),
  );
  expect(await hutchinson(diagonal([1, 2, 3, 4]), signs)).toEqual({ trace: 10, standardError: 0 });
  const ones = async (vector: Float64Array) => {
    const sum = vector.reduce((total, number) => total + number, 0);
    return vector.map(() => sum);
  };
  const { standardError } = await hutchinson(ones, signs);
  expect(standardError).toBeGreaterThan(0);
});
