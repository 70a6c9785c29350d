import { expect, test } from "vitest";
import { submissionVersion } from "../submission/submissionVersion.ts";
import { validateSource } from "./validateSource.ts";

const refusal = (files: Record<string, string>, entry = "a.ts") => {
  try {
    validateSource({ entry, files });
  } catch (error) {
    return error;
  }
  return null;
};

test.each([
  [
    "half of a surrogate pair",
    { "a.ts": "1;\n// \ud800" },
    "a.ts:2: the file holds half of a surrogate pair",
  ],
  ["the other half", { "a.ts": "// \udfff\ud800" }, "a.ts:1: the file holds half of a surrogate pair"],
  [
    "one in another file",
    { "a.ts": "", "b.json": '"\ud800"' },
    "b.json:1: the file holds half of a surrogate pair",
  ],
  ["a NUL", { "a.ts": "\r\r// \u0000" }, "a.ts:3: the file holds a NUL character"],
  [
    "a replacement character",
    { "a.ts": "\u2028// caf\ufffd" },
    "a.ts:2: the file holds the replacement character U+FFFD",
  ],
  [
    "names that differ in case only",
    { "a.ts": "", "lib/B.ts": "", "lib/b.ts": "" },
    "lib/b.ts: lib/B.ts and lib/b.ts differ in upper and lower case only",
  ],
  [
    "folders that differ in case only",
    { "a.ts": "", "Lib/b.ts": "", "lib/b.ts": "" },
    "differ in upper and lower case only",
  ],
  [
    "a file that is a folder too",
    { "a.ts": "", "a.ts/b.ts": "" },
    "a.ts/b.ts: a.ts is a file and the folder of a.ts/b.ts",
  ],
  ["a path that leads out", { "a.ts": "", "../b.ts": "" }, '"../b.ts" must be a relative path'],
  ["a path that leads out from inside", { "a.ts": "", "lib/../../b.ts": "" }, "must be a relative path"],
  ["an absolute path", { "a.ts": "", "/b.ts": "" }, "must be a relative path"],
  ["a path with backslashes", { "a.ts": "", "lib\\b.ts": "" }, "must be a relative path"],
  ["a path with a NUL", { "a.ts": "", "b\u0000.ts": "" }, "must be a relative path"],
  ["a path with an accent (NFC)", { "a.ts": "", "\u00e9.ts": "" }, "must be a relative path"],
  ["a path with an accent (NFD)", { "a.ts": "", "e\u0301.ts": "" }, "must be a relative path"],
  ["a very long path", { "a.ts": "", [`${"b".repeat(198)}.ts`]: "" }, "must have 200 characters at most"],
  ["another ending", { "a.ts": "", "b.txt": "" }, "that ends in .ts, .js, .mjs or .json"],
  ["64.5 KiB", { "a.ts": "x".repeat(64.5 * 1024) }, "the source files have 64.5 KiB, the limit is 64 KiB"],
  [
    "one byte too many",
    { "a.ts": "x".repeat(64 * 1024), "b.ts": "x" },
    "the source files have 64.001 KiB, the limit is 64 KiB",
  ],
  [
    "bytes, not characters",
    { "a.ts": "\u20ac".repeat(22 * 1024) },
    "the source files have 66 KiB, the limit is 64 KiB",
  ],
])("a source with %s is refused, and why", (_, files, says) => {
  expect(refusal(files as Record<string, string>)).toMatchObject({
    code: "source-invalid",
    message: expect.stringContaining(says),
  });
});

test("an entry of JSON is refused: it holds data", () => {
  expect(refusal({ "a.json": "{}" }, "a.json")).toMatchObject({ code: "source-invalid", file: "a.json" });
});

test("an entry that is not there is refused, whatever objects inherit", () => {
  expect(refusal({ "a.ts": "" }, "b.ts")).toMatchObject({
    message: expect.stringContaining("not among `files`"),
  });
});

test.each([
  ["pairs of surrogates", "// \u{1f600}"],
  ["a byte order mark", "\ufeff1;"],
  ["64 KiB exactly", "x;y;z;\n\n".repeat(8 * 1024)],
])("a source with %s is sound", (_, text) => {
  expect(refusal({ "a.ts": text })).toBeNull();
});

test("a version is its bytes: text that UTF-8 cannot write has none, a byte order mark makes another", () => {
  const version = (text: string) => submissionVersion({ entry: "a.ts", files: { "a.ts": text } });
  expect(() => version("\ud800")).toThrow(RangeError);
  expect(() => version("\udc00")).toThrow(RangeError);
  expect(version("\ufeff1;")).not.toBe(version("1;"));
});
