import { expect, test } from "vitest";
import { subtokens } from "./subtokens.ts";

test("splits at capitals, digits and underscores", () => {
  expect(subtokens("createNodeArray")).toEqual(["create", "node", "array"]);
  expect(subtokens("getJSDocTags_1")).toEqual(["get", "js", "doc", "tags"]);
  expect(subtokens("isES2015Module")).toEqual(["is", "es", "module"]);
  expect(subtokens("__esModule$2")).toEqual(["es", "module"]);
  expect(subtokens("X")).toEqual(["x"]);
  expect(subtokens("_1")).toEqual([]);
});
