import { expect, test } from "vitest";
import { mannWhitney } from "./mannWhitney.ts";

test("gives scipy's p-values", () => {
  // scipy.stats.mannwhitneyu(a, b, method="asymptotic").pvalue
  expect(mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12])).toBeCloseTo(0.11134688653, 6);
});

test("samples that are alike are of one distribution, samples apart are not", () => {
  const values = Array.from({ length: 20 }, (_, at) => at);
  expect(mannWhitney(values, values)).toBeCloseTo(1, 6);
  expect(mannWhitney([3, 3, 3], [3, 3])).toBe(1);
  const later = values.map((value) => value + 15);
  expect(mannWhitney(values, later)).toBeLessThan(1e-4);
  expect(mannWhitney(values, later)).toBeCloseTo(mannWhitney(later, values), 12);
});

test("what was never reached ranks last", () => {
  const never = [Infinity, Infinity, Infinity, Infinity];
  expect(mannWhitney([1, 2, 3, 4], never)).toBeLessThan(0.05);
  expect(mannWhitney(never, never)).toBeCloseTo(1, 6);
});
