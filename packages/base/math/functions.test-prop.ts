import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exp } from "./exp.ts";
import { log, log1p, log2 } from "./log.ts";
import { pow } from "./pow.ts";
import { cos, sin } from "./sineAndCosine.ts";
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

const between = (min: number, max: number) =>
  fc.double({ min, max, noNaN: true, noDefaultInfinity: true }).filter((x) => x !== 0);
/** Numbers of all sizes alike. */
const ofAnySize = (smallest: number, largest: number) =>
  fc
    .tuple(fc.integer({ min: smallest, max: largest }), between(1, 2), fc.constantFrom(1, -1))
    .map(([exponent, significand, sign]) => sign * significand * 2 ** exponent);

const runs = { numRuns: 150 };
const worst = (bound: number, arbitrary: fc.Arbitrary<number>, distance: (x: number) => number) =>
  fc.assert(
    fc.property(arbitrary, (x) => {
      expect(distance(x)).toBeLessThan(bound);
    }),
    runs,
  );

describe("at most so many units in the last place from the true value", () => {
  test("exp", () => {
    worst(0.51, fc.oneof(between(-708, 709.78), ofAnySize(-60, 8)), (x) =>
      ulpsFrom(exactExp(exact(x)), exp(x)),
    );
    worst(1, between(-745, -708), (x) => ulpsFrom(exactExp(exact(x)), exp(x)));
  });

  test("log", () => {
    const positive = fc.oneof(ofAnySize(-1074, 1023).map(Math.abs), between(0.5, 2), between(0.99, 1.01));
    worst(0.51, positive, (x) => ulpsFrom(exactLog(exact(x)), log(x)));
  });

  test("log2", () => {
    const ln2 = exactLog(2n * one);
    worst(0.51, fc.oneof(ofAnySize(-1074, 1023).map(Math.abs), between(0.5, 2)), (x) =>
      ulpsFrom((exactLog(exact(x)) * one) / ln2, log2(x)),
    );
  });

  test("log1p", () => {
    const arguments_ = fc
      .oneof(between(-1, 1), ofAnySize(-60, 1023), between(-0.01, 0.01))
      // At -1 itself there is no logarithm, and the exact one would look for it for ever.
      .filter((x) => x > -1);
    worst(0.52, arguments_, (x) => ulpsFrom(exactLog(one + exact(x)), log1p(x)));
  });

  test("sin and cos", () => {
    const angles = fc.oneof(between(-7, 7), between(-5e5, 5e5), ofAnySize(-30, 1023));
    worst(0.55, angles, (x) => ulpsFrom(exactSin(exact(x)), sin(x)));
    worst(0.55, angles, (x) => ulpsFrom(exactCos(exact(x)), cos(x)));
  });

  test("sin and cos, next to quarter turns", () => {
    worst(0.55, fc.integer({ min: -400_000, max: 400_000 }), (n) => {
      const x = (n * Math.PI) / 2;
      return n === 0
        ? 0
        : Math.max(ulpsFrom(exactSin(exact(x)), sin(x)), ulpsFrom(exactCos(exact(x)), cos(x)));
    });
  });

  test("pow", () => {
    const pairs = fc
      .tuple(ofAnySize(-300, 300).map(Math.abs), between(-30, 30))
      .filter(([x, y]) => Math.abs(y * Math.log2(x)) < 1020);
    const nearOne = fc.tuple(between(0.9, 1.1), between(-5000, 5000));
    fc.assert(
      fc.property(fc.oneof(pairs, nearOne), ([x, y]) => {
        expect(ulpsFrom(exactPow(exact(x), exact(y)), pow(x, y))).toBeLessThan(0.52);
      }),
      runs,
    );
  });
});

test("the worst case of argument reduction for float64 is right (Kahan's 6381956970095103 · 2⁷⁹⁷)", () => {
  const x = 6_381_956_970_095_103 * 2 ** 797;
  expect(ulpsFrom(exactCos(exact(x)), cos(x))).toBeLessThan(0.55);
  expect(Math.abs(cos(x))).toBeLessThan(5e-19);
});

test("sin is odd and cos even, bit for bit", () => {
  fc.assert(
    fc.property(fc.oneof(between(0, 1e6), ofAnySize(-1074, 1023)), (x) => {
      expect(sin(-x)).toBe(-sin(x));
      expect(cos(-x)).toBe(cos(x));
    }),
  );
});

test("results that are float64 numbers are exact", () => {
  for (let exponent = -1074; exponent < 1024; exponent++) {
    expect(pow(2, exponent)).toBe(2 ** exponent);
    expect(log2(2 ** exponent)).toBe(exponent);
  }
  fc.assert(
    fc.property(fc.integer({ min: -200, max: 200 }), fc.integer({ min: 0, max: 6 }), (base, exponent) => {
      let product = 1;
      for (let i = 0; i < exponent; i++) product *= base;
      expect(pow(base, exponent)).toBe(product);
    }),
  );
});
