import { keyFromSeed } from "@steepest/base/random/key.ts";
import { uniform } from "@steepest/base/random/uniform.ts";
import { expect, test } from "vitest";
import { structuralSimilarity } from "./structuralSimilarity.ts";

const options = { rows: 12, columns: 9, dataRange: 1 };
const image = (seed: number) => uniform(keyFromSeed(seed), options.rows * options.columns);

test("is 1 for equal images, below 1 for others, and symmetric", () => {
  expect(structuralSimilarity(image(1), image(1), options)).toBeCloseTo(1, 12);
  const different = structuralSimilarity(image(1), image(2), options);
  expect(different).toBeLessThan(0.5);
  expect(structuralSimilarity(image(2), image(1), options)).toBe(different);
});

test("of a constant image and one brighter by a constant it is the luminance term alone", () => {
  const dark = new Float64Array(7 * 7).fill(0.2);
  const bright = new Float64Array(7 * 7).fill(0.5);
  // Both variances and the covariance are 0: (2·0.2·0.5 + c1) / (0.2² + 0.5² + c1) with c1 = 0.01².
  const found = structuralSimilarity(dark, bright, { rows: 7, columns: 7, dataRange: 1 });
  expect(found).toBeCloseTo((0.2 + 1e-4) / (0.29 + 1e-4), 12);
});

test("of one window, by hand", () => {
  // a: 24 zeros, then 25 ones; b = 1 − a. Means 25/49 and 24/49; sample variances both 600/(49·48), covariance the negative of it.
  const a = Float64Array.from({ length: 49 }, (_, at) => (at < 24 ? 0 : 1));
  const b = a.map((value) => 1 - value);
  const variance = 600 / (49 * 48);
  const [c1, c2] = [0.02 ** 2, 0.06 ** 2]; // data range 2
  const expected =
    ((2 * (25 / 49) * (24 / 49) + c1) * (-2 * variance + c2)) /
    (((25 / 49) ** 2 + (24 / 49) ** 2 + c1) * (2 * variance + c2));
  expect(structuralSimilarity(a, b, { rows: 7, columns: 7, dataRange: 2 })).toBeCloseTo(expected, 12);
});

test("is the mean over the windows inside, each by the definition", () => {
  const { rows, columns } = options;
  const [a, b] = [image(3), image(4)];
  const windows: number[] = [];
  for (let top = 0; top + 7 <= rows; top++) {
    for (let left = 0; left + 7 <= columns; left++) {
      const cut = (values: Float32Array) =>
        Array.from(
          { length: 49 },
          (_, at) => values[(top + Math.floor(at / 7)) * columns + left + (at % 7)] as number,
        );
      const [x, y] = [cut(a), cut(b)];
      const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / 49;
      const [mx, my] = [mean(x), mean(y)];
      const product = (p: number[], mp: number, q: number[], mq: number) =>
        p.reduce((sum, value, at) => sum + (value - mp) * ((q[at] as number) - mq), 0) / 48;
      windows.push(
        ((2 * mx * my + 1e-4) * (2 * product(x, mx, y, my) + 9e-4)) /
          ((mx * mx + my * my + 1e-4) * (product(x, mx, x, mx) + product(y, my, y, my) + 9e-4)),
      );
    }
  }
  expect(windows.length).toBe(6 * 3);
  const expected = windows.reduce((sum, value) => sum + value, 0) / windows.length;
  expect(structuralSimilarity(a, b, options)).toBeCloseTo(expected, 10);
});

test("falls with a shift of the image, and returns to 1 after a whole period", () => {
  const size = 24;
  // Triangles of period 8 along the rows.
  const shifted = (by: number) =>
    Float64Array.from({ length: size * size }, (_, at) => Math.abs((((at % size) + by) % 8) - 4) / 4);
  const similarity = (by: number) =>
    structuralSimilarity(shifted(0), shifted(by), { rows: size, columns: size, dataRange: 1 });
  expect(similarity(8)).toBe(1);
  const falling = [0, 1, 2, 3, 4].map(similarity);
  expect(falling).toEqual(falling.toSorted((x, y) => y - x));
  expect(falling.at(-1)).toBeLessThan(-0.5);
});

test("is as sensitive as the data range is small", () => {
  const [a, b] = [image(1), image(2)];
  const ranges = [0.5, 1, 4, 50].map((dataRange) => structuralSimilarity(a, b, { ...options, dataRange }));
  expect(ranges).toEqual(ranges.toSorted((x, y) => x - y));
});

test("has the bits that targets were set with, as long as no pixel is far out", () => {
  // Of the running sums alone, before there was anything else.
  expect(structuralSimilarity(image(1), image(2), options)).toBe(-0.08933229906155658);
  const wide = image(4).map((value) => 8 * value - 4);
  expect(structuralSimilarity(image(3), wide, options)).toBe(-0.0049039313643803005);
});

test("a pixel far out spoils the windows that hold it, and no others", () => {
  const [rows, columns] = [9, 16];
  const [a, b] = [uniform(keyFromSeed(1), rows * columns), uniform(keyFromSeed(2), rows * columns)];
  // The first column is in the first of ten windows of a row: the rest are as those of the images without it.
  const rest = (values: Float32Array) => values.filter((_, at) => at % columns > 0);
  const without = structuralSimilarity(rest(a), rest(b), { rows, columns: columns - 1, dataRange: 1 });
  for (const far of [17, 1e8, 1e15, -3e38]) {
    const spoilt = structuralSimilarity(a.with(0, far), b, { rows, columns, dataRange: 1 });
    const first = [0, 1, 2].map((top) => {
      const cut = (values: Float32Array) =>
        values.subarray(top * columns, (top + 7) * columns).filter((_, at) => at % columns < 7);
      return structuralSimilarity(cut(a.with(0, far)), cut(b), { rows: 7, columns: 7, dataRange: 1 });
    });
    const sum = first.reduce((all, value) => all + value, 0);
    expect(spoilt).toBeCloseTo((without * 27 + sum) / 30, 6);
  }
});

test("refuses images smaller than a window", () => {
  expect(() => structuralSimilarity([1], [1], { rows: 1, columns: 1, dataRange: 1 })).toThrow("7 × 7");
});
