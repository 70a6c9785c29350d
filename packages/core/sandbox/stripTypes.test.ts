import { expect, test } from "vitest";
import { stripTypes } from "./stripTypes.ts";
import { SubmissionError } from "./submissionError.ts";

const typed = `import { type Tree, add } from "steepest";
import type { Batch } from "steepest";

interface State {
  readonly m: Tree;
}

type Pair<Value> = readonly [Value, Value];

export function twice<Value extends Tree>(
  tree: Value,
  options: { readonly deep?: boolean } = {},
): Tree {
  const pair = [tree, tree] as const satisfies Pair<Tree>;
  return options!.deep ? tree : add(pair[0], pair[1]!);
}
export const marker = "line 17";
`;

test("lines stay where they are", () => {
  const code = stripTypes("a.ts", typed);
  expect(code.split("\n")).toHaveLength(typed.split("\n").length);
  for (const text of ["export function twice", "const pair", "return options", "line 17"]) {
    const lineOf = (whole: string) => whole.split("\n").findIndex((line) => line.includes(text));
    expect(lineOf(code)).toBe(lineOf(typed));
  }
});

test("types are gone and what is left is JavaScript", () => {
  const code = stripTypes("a.ts", typed);
  expect(code).not.toMatch(/interface|satisfies|readonly|: Tree|Batch/);
  expect(code).toContain('from "steepest"');
});

test("JavaScript and JSON pass as they are", () => {
  expect(stripTypes("a.js", "let x: number")).toBe("let x: number");
});

test("a syntax error names file, line and column", () => {
  const strip = () => stripTypes("lib/bad.ts", "const a = 1;\nconst = 2;\n");
  expect(strip).toThrow(SubmissionError);
  try {
    strip();
  } catch (error) {
    expect(error).toMatchObject({ code: "syntax-error", file: "lib/bad.ts", line: 2 });
    expect((error as SubmissionError).message).toMatch(/^lib\/bad.ts:2: (?!Error transforming)/);
  }
});
