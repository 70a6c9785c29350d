import { expect, test } from "vitest";
import { AdamPreconditioner, adamRates } from "./adamPreconditioner.ts";

const subject = (hyperparameters: Record<string, number>) => ({
  name: "one",
  version: "0",
  ruleset: "self" as const,
  hyperparameters,
});

test("rates are found by their names, and what has no second moment has no preconditioner", () => {
  expect(adamRates(subject({ lr: 1, one_minus_beta1: 0.25, beta2: 0.99, eps: 1e-3 }))).toEqual({
    beta1: 0.75,
    beta2: 0.99,
    eps: 1e-3,
  });
  expect(adamRates(subject({ lr: 1, momentum: 0.9 }))).toBe(null);
});

test("Adam's own steps have its edge, (2 + 2β₁) / ((1 − β₁)η), and others have none", () => {
  const [beta1, beta2, eps, rate] = [0.9, 0.99, 1e-8, 0.01];
  const adam = new AdamPreconditioner({ beta1, beta2, eps });
  let [m, v, point] = [
    [0, 0],
    [0, 0],
    [1, -2],
  ] as [number[], number[], number[]];
  for (let step = 1; step <= 5; step++) {
    const gradient = point.map((value, at) => value * (at + 1));
    m = m.map((value, at) => beta1 * value + (1 - beta1) * (gradient[at] as number));
    v = v.map((value, at) => beta2 * value + (1 - beta2) * (gradient[at] as number) ** 2);
    const after = point.map(
      (value, at) =>
        value -
        (rate * ((m[at] as number) / (1 - beta1 ** step))) /
          (Math.sqrt((v[at] as number) / (1 - beta2 ** step)) + eps),
    );
    adam.add(Float32Array.from(gradient));
    expect(adam.edge(Float32Array.from(point), Float32Array.from(after))).toBeCloseTo(3.8 / 0.1 / rate, -1);
    const roots = adam.inverseRoots() as Float64Array;
    expect((roots[1] as number) ** -2).toBeCloseTo(Math.sqrt((v[1] as number) / (1 - beta2 ** step)), 5);
    point = after;
  }
  expect(adam.edge(Float32Array.of(0, 0), Float32Array.of(1, 1))).toBe(null);
});
