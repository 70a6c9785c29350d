import { expect, test } from "vitest";
import { validateSource } from "../validateSource.ts";
import { mostAngles, mostLineCharacters, mostNesting } from "./refuseTangles.ts";

const validate =
  (text: string, path = "a.ts") =>
  () =>
    validateSource({ entry: "a.ts", files: { "a.ts": "", [path]: text } });

test.each([
  ["regular expressions that open a class", "/[".repeat(31_000), "a.ts:1: brackets"],
  ["arrays", "[".repeat(60_000), "a.ts:1: brackets"],
  ["calls, line by line", "f(\n".repeat(20_000), `a.ts:${mostNesting + 1}: brackets`],
  ["blocks behind balanced ones", `${"{}".repeat(9000)}${"{".repeat(9000)}`, "a.ts:1: brackets"],
  ["templates", "`${".repeat(10_000), "a.ts:1: brackets"],
  ["brackets in a comment", `//${"(".repeat(201)}`, "a.ts:1: brackets"],
  ["classes", "class A {\n".repeat(5000), `a.ts:${mostNesting + 1}: brackets`],
  ["types of types", `let a: ${"A<\n".repeat(10_000)}`, `a.ts:${mostAngles + 1}: more than 64`],
  ["arrows of generic arrows", `x = ${"<T>(a = ".repeat(5000)}1`, "a.ts:1: brackets"],
  ["comparisons without end", `x = ${"a < ".repeat(10_000)}1`, "a.ts:1: more than 64"],
  ["casts", "<a,\n".repeat(9000), `a.ts:${mostAngles + 1}: more than 64`],
  ["one line", "-".repeat(60_000), "a.ts:1: the line has more"],
])("%s are refused before anything parses them", (_, text, message) => {
  expect(validate(text)).toThrow(message);
});

test("JSON files have the same limits", () => {
  expect(validate('{"a":'.repeat(5000), "b.json")).toThrow("b.json:1: brackets");
});

test("what is at the limits passes, and what closes before it opens hides nothing", () => {
  expect(validate("(".repeat(mostNesting) + ")".repeat(mostNesting))).not.toThrow();
  expect(validate(`x = ${"a < ".repeat(mostAngles)}1;\ny = ${"a < ".repeat(mostAngles)}1;`)).not.toThrow();
  expect(validate("f(() => x >= 1);\n".repeat(3000))).not.toThrow();
  expect(validate("for (let i = 0; i < 9; i++) {}\n".repeat(2000))).not.toThrow();
  expect(validate(`//${"x".repeat(mostLineCharacters - 2)}\n`)).not.toThrow();
  expect(validate(`${")".repeat(9000)}${"(".repeat(mostNesting + 1)}`)).toThrow("brackets");
});
