import { expect, test } from "vitest";
import { holm } from "./holm.ts";

test("the least is multiplied by the number of tests, each next by one less, and none falls below the one before", () => {
  // R 4.3: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
  expect(holm([0.01, 0.04, 0.03, 0.005]).map((p) => Number(p?.toFixed(12)))).toEqual([
    0.03, 0.06, 0.06, 0.02,
  ]);
});

test("no p-value exceeds 1, and what is no test counts for none", () => {
  expect(holm([0.7, null, 0.6])).toEqual([1, null, 1]);
  expect(holm([])).toEqual([]);
});
