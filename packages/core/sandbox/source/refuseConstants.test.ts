import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { SubmissionSource } from "../../schema/sourceFiles.ts";
import { referenceFiles, referenceSource } from "../../submission/node/referenceFiles.ts";
import { stripTypes } from "../stripTypes.ts";
import type { SubmissionError } from "../submissionError.ts";
import { type FileContents, measureConstants } from "./measureConstants.ts";
import { constantBytes, freeBytes, maxConstantBytes } from "./refuseConstants.ts";
import { sourceModules } from "./sourceModules.ts";
import { sourceTokens } from "./sourceTokens.ts";

const contents = (files: Readonly<Record<string, string>>): ReadonlyMap<string, FileContents> =>
  new Map(
    Object.entries(files).map(([path, text]): [string, FileContents] => {
      const code = stripTypes(path, text);
      return path.endsWith(".json")
        ? [path, { kind: "json", code: text }]
        : [path, { kind: "code", code, tokens: sourceTokens(path, code, "javascript") }];
    }),
  );
const bytesOf = (files: Readonly<Record<string, string>>): number =>
  constantBytes(measureConstants(contents(files)).total);

function refusal(source: SubmissionSource): SubmissionError {
  try {
    sourceModules(source);
  } catch (error) {
    return error as SubmissionError;
  }
  throw new Error("nothing was refused");
}

const folder = fileURLToPath(new URL("../../../../submissions/", import.meta.url));
const references = [...referenceFiles(folder).keys()];

test("every reference submission passes, with four fifths of the budget to spare and about half of what is free", () => {
  expect(references.length).toBeGreaterThanOrEqual(90);
  const shares = references.map((name) => {
    const source = referenceSource(folder, name);
    expect(() => sourceModules(source)).not.toThrow();
    const { files } = source;
    const { total } = measureConstants(contents(files));
    for (const part of ["names", "program", "layout"] as const) {
      expect(total[part] / 8, `${name}: ${part}`).toBeLessThan(freeBytes[part] * 0.52);
    }
    return { name, share: bytesOf(files) / maxConstantBytes };
  });
  const [largest] = shares.sort((first, second) => second.share - first.share);
  expect(largest?.name).toBe("distributed_shampoo");
  expect(largest?.share).toBeCloseTo(407 / 2048, 9);
});

const table = (rows: number) =>
  Array.from({ length: rows }, (_, row) =>
    Array.from({ length: 4 }, (_, column) => ((row * 7919 + column * 104729) % 99991) / 99991).join(", "),
  ).join(",\n");

test("the refusal says how much, where most of it is, and what to do", () => {
  const files = {
    "a.ts": `import { weights } from "./lib/w.ts";\nexport default weights;\n`,
    "lib/w.ts": `export const scale = 2;\n\nexport const weights = [\n${table(200)},\n];\n`,
  };
  const error = refusal({ entry: "a.ts", files });
  expect(error).toMatchObject({ code: "too-many-constants", file: "lib/w.ts" });
  expect(error.message).toMatch(
    /constants, compressed, take \d\.\d+ KiB, the limit is 2 KiB: \d+ bytes of literals; \d+ bytes are in lib\/w\.ts, lines \d+–\d+$/,
  );
  expect(error.line).toBeGreaterThanOrEqual(4);
  expect(error.solution).toContain("compute tables from a formula");
});

test("what is refused for names says how much of them is free", () => {
  const names = Array.from({ length: 3000 }, (_, index) => `x${(index * 7919) % 99991}q`);
  const error = refusal({
    entry: "a.js",
    files: { "a.js": `${names.map((one) => `${one}()`).join(";\n")};` },
  });
  expect(error.message).toContain("bytes of names (2048 are free)");
});

test("files add up, in whatever order they are given", () => {
  const parts = Object.fromEntries(
    Array.from({ length: 8 }, (_, part) => [
      `w${part}.json`,
      JSON.stringify(Array.from({ length: 40 }, (_, index) => ((part * 40 + index) * 7919) % 99991)),
    ]),
  );
  const all = bytesOf(parts);
  expect(bytesOf(Object.fromEntries(Object.entries(parts).reverse()))).toBe(all);
  expect(all).toBeGreaterThan(7 * bytesOf({ "w0.json": parts["w0.json"] as string }));
});

test("comments, types and the white space of JSON cost nothing; the same number again costs little", () => {
  const code = "export const rate = 0.1;";
  const typed = `// ${"words ".repeat(500)}\nexport const rate: 0.5 | 0.25 | 0.125 = 0.1;`;
  expect(bytesOf({ "a.ts": typed })).toBe(bytesOf({ "a.ts": code }));
  expect(bytesOf({ "a.json": "[1,\n\n\n   2]" })).toBe(bytesOf({ "a.json": "[1,2]" }));
  expect(bytesOf({ "a.ts": `f(${"0.999, ".repeat(200)})` })).toBeLessThan(16);
});

/** Small whole numbers without a pattern. */
function digits(length: number, base: number): number[] {
  let state = 88172645;
  return Array.from({ length }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 8) % base;
  });
}

test.each([2, 10, 16, 64])("digits of base %i cost what they say, at the least", (base) => {
  const said = (4000 * Math.log2(base)) / 8;
  const numbers = bytesOf({ "a.json": JSON.stringify(digits(4000, base)) });
  const letters = digits(4000, base).map((digit) => String.fromCharCode(0x4e00 + digit));
  expect(numbers).toBeGreaterThan(0.97 * said);
  expect(bytesOf({ "a.js": `"${letters.join("")}"` })).toBeGreaterThan(0.97 * said);
});

test("a number is the same on every engine: it is written here", () => {
  const { total } = measureConstants(
    contents({ "a.ts": 'const a = [1, 2, 3, "four", /5/, `six`];\na.b.c(a);\n' }),
  );
  expect(total).toMatchInlineSnapshot(`
    {
      "layout": 89.0376790556629,
      "literals": 160.0193026117501,
      "names": 283.2609175451691,
      "program": 62.61725510044582,
    }
  `);
});
