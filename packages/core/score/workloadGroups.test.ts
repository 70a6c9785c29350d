import { expect, test } from "vitest";
import { workloadGroups } from "./workloadGroups.ts";

test("every base has its variants, wherever they stand", () => {
  expect(
    workloadGroups([
      { id: "a_wide", variantOf: "a" },
      { id: "a", variantOf: null },
      { id: "b", variantOf: null },
      { id: "a_deep", variantOf: "a" },
    ]),
  ).toEqual([
    { base: 1, variants: [0, 3] },
    { base: 2, variants: [] },
  ]);
});

test("a variant without its base is a mistake of the suite", () => {
  expect(() => workloadGroups([{ id: "a_wide", variantOf: "a" }])).toThrow("base workload a of a_wide");
});
