import { expect, test } from "vitest";
import { restoreUtilFunctions } from "./tensorflowProvider.ts";

test("a util without the functions gets them as Node 22 had them", () => {
  const util: { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean } = {};
  restoreUtilFunctions(util);
  expect([null, undefined, 0, "", false].map((value) => util.isNullOrUndefined?.(value))).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
  expect([[], {}, "x"].map((value) => util.isArray?.(value))).toEqual([true, false, false]);
});

test("a util that has them keeps its own", () => {
  const isArray = () => true;
  const util = { isArray };
  restoreUtilFunctions(util);
  expect(util.isArray).toBe(isArray);
});
