import { expect, test } from "vitest";
import { maxSourceBytes, type SubmissionSource } from "../../schema/sourceFiles.ts";
import { stripTypes } from "../stripTypes.ts";
import type { SubmissionError } from "../submissionError.ts";
import { readCounted, TangledText } from "./countedText.ts";
import { sourceModules } from "./sourceModules.ts";
import { blankBetween, importSpecifiers, sourceTokens } from "./sourceTokens.ts";

function refusal(files: SubmissionSource["files"], entry = "a.ts"): SubmissionError | null {
  try {
    sourceModules({ entry, files });
    return null;
  } catch (error) {
    return error as SubmissionError;
  }
}

test("which line ends a file has, and what stands before a carriage return, is not in what the engine is given", () => {
  const given = (text: string) => sourceModules({ entry: "a.ts", files: { "a.ts": text } }).get("a.ts");
  const written = "// note\nconst a = 1;\n\nexport default a;\n";
  for (const end of ["\r", "\r\n"]) expect(given(written.replaceAll("\n", end))).toBe(given(written));
  expect(given(written.replace("\n\n", "\n   \r"))).toBe(given(written.replace("\n\n", "\n   \n")));
});

test("files that nothing imports are refused by name", () => {
  const files = { "a.ts": 'import "./b.ts";', "b.ts": "", "c.ts": 'import "./d.ts";', "d.ts": "" };
  expect(refusal(files)).toMatchObject({
    code: "source-invalid",
    file: "c.ts",
    message: "c.ts: this file and d.ts are not imported, neither by a.ts nor by what it imports",
  });
});

test.each([
  ["in a comment", '// import "./b.ts"'],
  ["in a string", `const text = 'import "./b.ts"';`],
  ["in a template", 'const text = `import "./b.ts"`;'],
  ["in a regular expression", "const text = /import '.\\/b.ts'/;"],
  ["by a computed path", 'import("./" + "b.ts");'],
])("an import %s imports nothing", (_, text) => {
  expect(refusal({ "a.ts": text, "b.ts": "" })).toMatchObject({ code: "source-invalid", file: "b.ts" });
});

test.each([
  ["of a type", 'import type { B } from "./b.ts";'],
  ["that is passed on", 'export * from "./b.ts";'],
  ["without a name", "import './b';"],
  ["when called", 'const b = () => import("./b.ts");'],
  ["through another file", 'export { c } from "./c.ts";'],
  ["behind a byte order mark", '\ufeffimport "./b.ts";'],
])("an import %s imports", (_, text) => {
  const through: Record<string, string> = text.includes("./c.ts")
    ? { "c.ts": 'import { b } from "./b.ts";\nexport const c = b;' }
    : {};
  const files = { "a.ts": text, "b.ts": "export const b = 1;\nexport type B = number;", ...through };
  expect(refusal(files)).toBeNull();
});

test("an import that cannot be found is the loader's to refuse", () => {
  expect(refusal({ "a.ts": 'import "./gone.ts"; import "fs"; import "../up.ts";' })).toBeNull();
});

test("the engine is given tokens and no comments, each where it stood", () => {
  const text = "#!/x\nf(1); // 2\n/* 3\n4 */ g(`/* @{5 /* 6 */} */`, /\\/\\*/, '//');\na<!--b\n".replace(
    "@",
    "$",
  );
  const blanked = blankBetween(sourceTokens("a.js", text, "javascript"), text);
  expect(blanked.replace("$", "@")).toBe(
    "    \nf(1);     \n    \n     g(`/* @{5        } */`, /\\/\\*/, '//');\na<!--b\n",
  );
});

test("specifiers are found with their places", () => {
  const text = 'import a, { "x y" as b } from "./a.ts";\nimport("./b.ts");\nexport {} from \'./c.ts\';';
  expect(importSpecifiers(sourceTokens("a.js", text, "javascript"))).toEqual([
    { specifier: "./a.ts", index: text.indexOf('"./a') },
    { specifier: "./b.ts", index: text.indexOf('"./b') },
    { specifier: "./c.ts", index: text.indexOf("'./c") },
  ]);
});

const filled = (part: string, length: number) => part.repeat(Math.ceil(length / part.length));
const nested = (open: string, close: string, length: number) => {
  const count = Math.floor(length / (open.length + close.length));
  return `x = ${open.repeat(count)}1${close.repeat(count)};`;
};
/** Each of any length. Those that nest overflow a stack sooner or later, which is a refusal as well. */
const pathological: Readonly<Record<string, (length: number) => string>> = {
  casts: (length) => nested("<T>(", ")", length),
  "generic calls": (length) => nested("a<b(", ")", length),
  "async calls": (length) => nested("async(", ")", length),
  "generic async calls": (length) => nested("async<T>(", ")", length),
  conditions: (length) => nested("a ? (", ") : 2", length),
  parentheses: (length) => nested("(a, ", ")", length),
  templates: (length) => nested(`\`$${"{"}`, "}`", length),
  "comments that never end": (length) => filled("/*", length),
  "strings that never end": (length) => filled("'\n", length),
  "comparisons or type arguments": (length) => `x = ${filled("a<", length)}1;`,
  "a long list of parameters": (length) => `x = (${filled("a,", length)}a) => 1;`,
  "a long pattern": (length) => `({${filled("a,", length)}a} = 1);`,
  members: (length) => `x = a${filled(".a", length)};`,
  "async and space": (length) => filled(`async${" ".repeat(200)}\n`, length),
  comments: (length) => filled("/**/", length),
  "words of types": (length) => filled("type\n", length),
  numbers: (length) => `[${filled("0.5,", length)}];`,
  "nothing but operators": (length) => filled("-", length),
};

test.each(Object.entries(pathological))("%s take reads in proportion to their length", (_, make) => {
  const readsOf = (length: number, language: "typescript" | "javascript") => {
    const text = make(length);
    let reads = 0;
    try {
      sourceTokens("a.ts", text, language, (told) => {
        reads = told;
      });
    } catch (error) {
      expect(error).toMatchObject({ code: "syntax-error" });
    }
    return reads;
  };
  for (const language of ["typescript", "javascript"] as const) {
    for (const length of [maxSourceBytes / 16, maxSourceBytes / 4, maxSourceBytes]) {
      expect(readsOf(length, language)).toBeLessThanOrEqual(24 * (length + 400) + 10_001);
    }
  }
  // Taking the types out ends, too.
  try {
    stripTypes("a.ts", make(maxSourceBytes));
  } catch (error) {
    expect(error).toMatchObject({ code: "syntax-error" });
  }
});

test("casts in casts are refused for being tangled, though there are few", () => {
  expect(refusal({ "a.ts": nested("<T>(", ")", 200) })).toMatchObject({
    code: "syntax-error",
    message: "a.ts: it can be read in so many ways that reading it would take too long",
  });
});

test("reads are counted, and end at 24 a character and 10,000 besides", () => {
  let reads = 0;
  const read = (times: number) =>
    readCounted(
      "ab",
      (text) => {
        for (let index = 0; index < times; index++) text.charCodeAt(0);
        return text.charCodeAt(1);
      },
      (told) => {
        reads = told;
      },
    );
  expect(read(10)).toBe(98);
  expect(reads).toBe(11);
  expect(() => read(10_048)).toThrow(TangledText);
});
