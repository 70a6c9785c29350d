import { expect, test } from "vitest";
import { sensitivity } from "./sensitivity.ts";

const points = (hyperparameters: readonly Record<string, number | string>[], scores: readonly number[]) =>
  hyperparameters.map((values, point) => ({ point, hyperparameters: values, score: scores[point] ?? 0 }));

test("points are sorted by value, few values are groups of their own, the most influential comes first", () => {
  const found = sensitivity(
    points(
      [
        { lr: 0.1, beta: 0.9, eps: 1 },
        { lr: 0.01, beta: 0.99, eps: 1 },
        { lr: 0.1, beta: 0.99, eps: 1 },
      ],
      [0.8, 0.2, 0.6],
    ),
  );
  expect(found.map(({ name }) => name)).toEqual(["lr", "beta"]);
  expect(found[0]?.rows.map(({ point }) => point)).toEqual([1, 0, 2]);
  expect(found[0]?.groups).toEqual([
    { from: 0.01, to: 0.01, points: 1, meanScore: 0.2, bestScore: 0.2 },
    { from: 0.1, to: 0.1, points: 2, meanScore: 0.7, bestScore: 0.8 },
  ]);
  expect(found[0]?.effect).toBeCloseTo(0.5, 12);
});

test("words are values too", () => {
  const [found] = sensitivity(
    points([{ schedule: "cosine" }, { schedule: "wsd" }, { schedule: "linear" }], [1, 0, 1]),
  );
  expect(found?.rows.map(({ value }) => value)).toEqual(["cosine", "linear", "wsd"]);
});

test("nothing varies, nothing is said", () => {
  expect(sensitivity(points([{ lr: 1 }, { lr: 1 }], [1, 0]))).toEqual([]);
  expect(sensitivity([])).toEqual([]);
});

test("more than five values are parted into thirds of the points, five stay groups of their own", () => {
  const of = (count: number) =>
    sensitivity(
      points(
        Array.from({ length: count }, (_, i) => ({ lr: count - i })),
        Array.from({ length: count }, (_, i) => i / 10),
      ),
    )[0];
  expect(of(5)?.groups.map(({ from, to, points: number }) => [from, to, number])).toEqual([
    [1, 1, 1],
    [2, 2, 1],
    [3, 3, 1],
    [4, 4, 1],
    [5, 5, 1],
  ]);
  expect(of(7)?.groups).toEqual([
    { from: 1, to: 2, points: 2, meanScore: expect.closeTo(0.55, 12), bestScore: 0.6 },
    { from: 3, to: 5, points: 3, meanScore: expect.closeTo(0.3, 12), bestScore: 0.4 },
    { from: 6, to: 7, points: 2, meanScore: expect.closeTo(0.05, 12), bestScore: 0.1 },
  ]);
  expect(of(7)?.effect).toBeCloseTo(0.5, 12);
});

test("numbers stand before words, equal values in the order of their points, and a point without the value is left out", () => {
  const mixed = points([{ x: "b" }, { x: 2 }, { x: "a" }, { x: 10 }, { y: 1 }, { x: 2 }], [1, 1, 1, 1, 1, 0]);
  const [found] = sensitivity(mixed);
  expect(found?.rows.map(({ value, point }) => [value, point])).toEqual([
    [2, 1],
    [2, 5],
    [10, 3],
    ["a", 2],
    ["b", 0],
  ]);
  // What one point alone has does not vary.
  expect(sensitivity(mixed).map(({ name }) => name)).toEqual(["x"]);
});
