import { expect, test } from "vitest";
import { countCorrect } from "./countCorrect.ts";
import { errorRate } from "./errorRate.ts";

test("the error rate is the share of rows that are not highest at their label", () => {
  // Rows answer 2, 0 (the first of two equal ones), 1 and nothing.
  const logits = Float32Array.of(0, 1, 2, 3, 3, 0, -1, 4, 0, Number.NaN, 1, 0);
  const correct = countCorrect(logits, Uint16Array.of(2, 1, 1, 1), 3);
  expect(correct).toBe(2);
  expect(errorRate(correct, 4)).toEqual({ error_rate: 0.5 });
  expect(errorRate(0, 3)).toEqual({ error_rate: 1 });
});
