import { priceOf } from "@steepest/core/schema/priceList.ts";
import { expect, test } from "vitest";
import { fitPrice, type MeasuredCall, priceRatio } from "./fitPrice.ts";

const sizes = [1, 10, 100, 1000, 10_000];
const calls = (cost: (elements: number) => number): MeasuredCall[] =>
  sizes.map((elements) => ({ units: { elements, leaves: 1 }, nanoseconds: cost(elements) }));

test("what is linear is found, and a unit that never varies is part of the base", () => {
  expect(
    fitPrice(
      calls((n) => 5000 + 3 * n),
      ["elements", "leaves"],
    ),
  ).toEqual({
    base: expect.closeTo(5000, -1),
    per: { elements: expect.closeTo(3, 2) },
  });
});

test("no coefficient is negative, and nothing costs less than four fifths of what it took", () => {
  const bent = calls((n) => 1000 + (n > 500 ? 8 * n : n / 10));
  const price = fitPrice(bent, ["elements"]);
  expect(price.base).toBeGreaterThanOrEqual(0);
  for (const call of bent) expect(priceRatio(price, call)).toBeGreaterThanOrEqual(0.8 - 1e-3);
});

test("one measurement that is far too low decides nothing", () => {
  const disturbed = [
    ...calls((n) => 5000 + 3 * n),
    { units: { elements: 20_000, leaves: 1 }, nanoseconds: 100 },
  ];
  const price = fitPrice(disturbed, ["elements"]);
  expect(priceOf(price, { elements: 10_000 })).toBeGreaterThan(25_000);
});

test("an option's price errs by a share of what it comes beside", () => {
  // Lost in the noise of a gradient of a millisecond: it must not be blown up.
  const option = sizes.map((elements) => ({
    units: { elements },
    nanoseconds: 100 + (elements % 7),
    beside: 1e6,
  }));
  expect(priceOf(fitPrice(option, ["elements"]), { elements: 10_000 })).toBeLessThan(5000);
});
