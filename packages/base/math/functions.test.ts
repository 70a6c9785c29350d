import { describe, expect, test } from "vitest";
import { exp } from "./exp.ts";
import { log, log1p, log2 } from "./log.ts";
import { pow } from "./pow.ts";
import { cos, sin, sineAndCosine } from "./sineAndCosine.ts";
import { committed, computed, numberOf } from "./testing/bitPatterns.ts";
import {
  exact,
  exactCos,
  exactExp,
  exactLog,
  exactPow,
  exactSin,
  one,
  ulpsFrom,
} from "./testing/exactFunctions.ts";

const { NaN: nan, POSITIVE_INFINITY: infinity, MIN_VALUE: smallest, MAX_VALUE: largest } = Number;

test("the bits are the committed ones", () => {
  expect(computed()).toEqual(committed);
  expect(Object.values(committed).flat().length).toBeGreaterThan(400);
});

test("the committed bits are those of the true values, rounded", () => {
  const truths: Record<string, (x: bigint, y: bigint) => bigint> = {
    exp: exactExp,
    log: exactLog,
    log1p: (x) => exactLog(one + x),
    log2: (x) => (exactLog(x) * one) / exactLog(2n * one),
    sin: exactSin,
    cos: exactCos,
    pow: (x, y) => (x < 0n ? x ** (y / one) / one ** (y / one - 1n) : exactPow(x, y)),
  };
  for (const [name, lines] of Object.entries(committed)) {
    for (const line of lines) {
      const numbers = line.split(" ").map(numberOf);
      const result = numbers.pop() as number;
      if (!Number.isFinite(result)) continue;
      const [x = 0, y = 0] = numbers;
      const truth = truths[name] as (x: bigint, y: bigint) => bigint;
      expect(ulpsFrom(truth(exact(x), exact(y)), result), `${name} ${numbers}`).toBeLessThan(0.55);
    }
  }
});

describe("special values", () => {
  test.each<[string, number, number]>([
    ["exp(NaN)", exp(nan), nan],
    ["exp(∞)", exp(infinity), infinity],
    ["exp(−∞)", exp(-infinity), 0],
    ["exp(0)", exp(0), 1],
    ["exp(−0)", exp(-0), 1],
    ["exp(710)", exp(710), infinity],
    ["exp(−746)", exp(-746), 0],
    ["log(NaN)", log(nan), nan],
    ["log(−1)", log(-1), nan],
    ["log(0)", log(0), -infinity],
    ["log(−0)", log(-0), -infinity],
    ["log(1)", log(1), 0],
    ["log(∞)", log(infinity), infinity],
    ["log1p(NaN)", log1p(nan), nan],
    ["log1p(−1)", log1p(-1), -infinity],
    ["log1p(−1.5)", log1p(-1.5), nan],
    ["log1p(0)", log1p(0), 0],
    ["log1p(−0)", log1p(-0), -0],
    ["log1p(∞)", log1p(infinity), infinity],
    ["log1p(5e−324)", log1p(smallest), smallest],
    ["log2(NaN)", log2(nan), nan],
    ["log2(0)", log2(0), -infinity],
    ["log2(∞)", log2(infinity), infinity],
    ["log2(5e−324)", log2(smallest), -1074],
    ["sin(NaN)", sin(nan), nan],
    ["sin(∞)", sin(infinity), nan],
    ["sin(0)", sin(0), 0],
    ["sin(−0)", sin(-0), -0],
    ["sin(5e−324)", sin(smallest), smallest],
    ["cos(−∞)", cos(-infinity), nan],
    ["cos(0)", cos(0), 1],
  ])("%s", (_, value, expected) => {
    expect(value).toBe(expected);
  });

  test.each<[number, number, number]>([
    [nan, 0, 1],
    [nan, -0, 1],
    [nan, 1, nan],
    [1, nan, 1],
    [1, infinity, 1],
    [2, nan, nan],
    [-1, infinity, 1],
    [-1, -infinity, 1],
    [0.5, infinity, 0],
    [0.5, -infinity, infinity],
    [2, infinity, infinity],
    [-2, -infinity, 0],
    [0, 3, 0],
    [-0, 3, -0],
    [-0, 2, 0],
    [0, -3, infinity],
    [-0, -3, -infinity],
    [-0, -2, infinity],
    [0, 0.5, 0],
    [-0, -0.5, infinity],
    [infinity, 2, infinity],
    [infinity, -2, 0],
    [-infinity, 3, -infinity],
    [-infinity, 2, infinity],
    [-infinity, -3, -0],
    [-infinity, 0.5, infinity],
    [-8, 1 / 3, nan],
    [-2, 3, -8],
    [-2, 2, 4],
    [-1, 1e300, 1],
    [-1, 2 ** 53, 1],
    [-1, 2 ** 53 - 1, -1],
    [10, 400, infinity],
    [10, -400, 0],
    [-10, 401, -infinity],
    [-10, -401, -0],
    [2, 1e300, infinity],
    [0.5, 1e300, 0],
    [largest, 1, largest],
    [smallest, 1, smallest],
  ])("pow(%d, %d)", (x, y, expected) => {
    expect(pow(x, y)).toBe(expected);
  });
});

test("sine and cosine come as pairs, infinite angles as NaN", () => {
  expect([...sineAndCosine(0.3)]).toEqual([sin(0.3), cos(0.3)]);
  expect([...sineAndCosine(infinity)]).toEqual([nan, nan]);
});
