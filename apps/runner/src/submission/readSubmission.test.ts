import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { maxSourceBytes } from "@steepest/core/schema/sourceFiles.ts";
import { referenceFiles, referenceSource } from "@steepest/core/submission/node/referenceFiles.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { referenceDirectory } from "../run/baseline.ts";
import { readSubmission } from "./readSubmission.ts";

function folder(files: Record<string, string | Uint8Array>): string {
  const root = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

test("a single file is a submission", () => {
  const root = folder({ "mine.ts": "export default 1;\n", "other.ts": "" });
  expect(readSubmission("./mine.ts", root)).toEqual({
    entry: "mine.ts",
    files: { "mine.ts": "export default 1;\n" },
  });
});

test("relative imports are followed, each file once, comments and other modules left alone", () => {
  const root = folder({
    "mine.ts": `import { a } from "./lib/a.ts";\nimport "steepest";\n// import "./gone.ts"\n/* from "./gone.ts" */\n`,
    "lib/a.ts": `export {\n  b,\n} from "./b.ts";\nexport * from '../mine.ts';\nimport table from "./table.json" with { type: "json" };`,
    "lib/b.ts": `const text = "// not a comment"; import("./a.ts");`,
    "lib/table.json": "[1]",
  });
  const { entry, files } = readSubmission("mine.ts", root);
  expect(entry).toBe("mine.ts");
  expect(Object.keys(files).sort()).toEqual(["lib/a.ts", "lib/b.ts", "lib/table.json", "mine.ts"]);
});

test("an import from above moves the root up", () => {
  const root = folder({ "a/mine.ts": `import "../shared/x.ts";`, "shared/x.ts": "" });
  const { entry, files } = readSubmission("a/mine.ts", root);
  expect(entry).toBe("a/mine.ts");
  expect(Object.keys(files).sort()).toEqual(["a/mine.ts", "shared/x.ts"]);
});

test("a folder is entered at index.ts, or at its only source", () => {
  expect(readSubmission(".", folder({ "index.ts": "1", "b.ts": "" })).entry).toBe("index.ts");
  expect(readSubmission(".", folder({ "only.ts": "1", "readme.md": "" })).entry).toBe("only.ts");
});

test("a folder with an entry for each ruleset is entered at the one asked for, else at the tuned one, and holds what that imports", () => {
  const root = folder({
    "soap/algorithm.ts": "",
    "soap/external.ts": `import "./algorithm.ts";`,
    "soap/self.ts": `import "./algorithm.ts";`,
    "soap/soap.test.ts": "",
    "dog/self.ts": "1",
    "both/index.ts": "1",
    "both/self.ts": "1",
  });
  expect(readSubmission("soap", root).entry).toBe("external.ts");
  const self = readSubmission("soap", root, "self");
  expect([self.entry, ...Object.keys(self.files).sort()]).toEqual(["self.ts", "algorithm.ts", "self.ts"]);
  expect(readSubmission("dog", root).entry).toBe("self.ts");
  expect(readSubmission("both", root, "self").entry).toBe("index.ts");
});

test("of the repository's references it reads what the platform's tools read", () => {
  for (const [name, file] of referenceFiles(referenceDirectory))
    expect(readSubmission(file, referenceDirectory)).toEqual(referenceSource(referenceDirectory, name));
});

const codeOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "nothing thrown";
};

test.each([
  ["no-such-file", "nowhere.ts", {}],
  ["not-a-source-file", "notes.md", { "notes.md": "" }],
  ["no-entry-file", ".", { "a.ts": "", "b.ts": "" }],
  ["no-entry-file", ".", {}],
  ["missing-import", "a.ts", { "a.ts": `import "./gone.ts";` }],
  ["source-invalid", "a.ts", { "a.ts": new Uint8Array([0x63, 0xff, 0xfe, 0x64]) }],
  ["source-invalid", "a.ts", { "a.ts": "x".repeat(maxSourceBytes + 1) }],
  ["source-path", "a b.ts", { "a b.ts": "" }],
])("%s is told for %s", (code, path, files) => {
  const root = folder(files);
  expect(codeOf(() => readSubmission(path, root))).toBe(code);
});

test("an import without its ending says which file was meant and where", () => {
  const root = folder({ "a.ts": `\nimport { x } from "./b";`, "b.ts": "" });
  expect(() => readSubmission("a.ts", root)).toThrow(
    expect.objectContaining({
      message: 'a.ts:2 imports "./b", which does not exist.',
      solution: expect.stringContaining('"./b.ts"'),
    }),
  );
});
