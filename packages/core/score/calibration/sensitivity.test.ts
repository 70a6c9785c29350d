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
  const [found] = sensitivity(points([{ schedule: "wsd" }, { schedule: "cosine" }], [1, 0]));
  expect(found?.rows.map(({ value }) => value)).toEqual(["cosine", "wsd"]);
});

test("nothing varies, nothing is said", () => {
  expect(sensitivity(points([{ lr: 1 }, { lr: 1 }], [1, 0]))).toEqual([]);
  expect(sensitivity([])).toEqual([]);
});
