import { expect, test } from "vitest";
import { findImport, resolveImport, resolveRelative } from "./moduleResolution.ts";

const source = {
  entry: "main.ts",
  files: {
    "main.ts": '// the entry\nimport { missing } from "./missing.ts";\n',
    "lib/adam.ts": "",
    "lib/deep/part.js": "",
    "adam.ts": "",
  },
};

test.each([
  ["main.ts", "./lib/adam.ts", "lib/adam.ts"],
  ["main.ts", "./adam", "adam.ts"],
  ["lib/adam.ts", "./deep/part", "lib/deep/part.js"],
  ["lib/adam.ts", "../adam.ts", "adam.ts"],
  ["lib/deep/part.js", "../../lib/./adam.ts", "lib/adam.ts"],
  ["main.ts", "steepest", "steepest:/steepest.ts"],
  ["lib/adam.ts", "steepest", "steepest:/steepest.ts"],
])("in %s, %s means %s", (base, requested, found) => {
  expect(resolveImport(source, base, requested)).toBe(found);
});

test.each([
  "fs",
  "node:fs",
  "lodash",
  "https://example.com/a.js",
  "/adam.ts",
  "lib/adam.ts",
  "../adam.ts",
  "./../adam.ts",
  "steepest/host.ts",
  "steepest:/host.ts",
  "./steepest:/host.ts",
  "./constructor",
  "./__proto__",
  "",
])("an entry cannot import %j", (requested) => {
  expect(() => resolveImport(source, "main.ts", requested)).toThrow("cannot import");
});

test("a failed import names the line that asks for it", () => {
  expect(() => resolveImport(source, "main.ts", "./missing.ts")).toThrow("main.ts:2: ");
});

test("no path leaves the root", () => {
  expect(resolveRelative("a/b.ts", "../c.ts")).toBe("c.ts");
  expect(resolveRelative("a/b.ts", "../../c.ts")).toBeNull();
  expect(resolveRelative("a/b.ts", "../../../a/c.ts")).toBeNull();
});

test("the guest's own modules find each other only", () => {
  expect(resolveImport(source, "steepest:/operations/shapes.ts", "../host.ts")).toBe("steepest:/host.ts");
});

test("that an import leads nowhere is found out without reading the file: there may be thousands in one", () => {
  const unread = {
    entry: "main.ts",
    files: {
      get "main.ts"(): string {
        throw new Error("it was read");
      },
    },
  };
  for (const requested of ["./gone", "../gone.ts", "gone", "/gone.ts"]) {
    expect(findImport(unread, "main.ts", requested)).toBeNull();
  }
  expect(() => resolveImport(unread, "main.ts", "./gone")).toThrow("it was read");
});
