import { readFileSync } from "node:fs";
import ts from "typescript";
import { beforeAll, expect, test } from "vitest";
import { checkSubmission } from "../../packages/core/harness/checkSubmission.ts";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";
import { starter } from "../../packages/core/submission/starter.ts";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import { blocksOf, documents, root } from "./readDocuments.ts";
import { createProgram } from "./typescriptProgram.ts";

/** Every fenced block of TypeScript in README and docs. */
const examples = [...documents].flatMap(([document, text]) =>
  blocksOf(text, "ts").map((code, index) => ({
    document,
    code,
    name: /name: "(\w+)"/.exec(code)?.[1] ?? `block ${index + 1}`,
    // In a folder from which `steepest` and the workspaces resolve; there is no such file.
    path: `${root}test/documents/${document.replace(/\W/g, "_")}_${index}.ts`,
  })),
);
const submissions = examples.filter(({ code }) => code.includes('from "steepest"'));

let tools: Parameters<typeof checkSubmission>[1];
beforeAll(async () => {
  tools = { engine: await loadEngine(), backend: await openBackend("wasm") };
});

test("README and the contract begin with the starter, which `steepest new` writes and the site's editors open with", () => {
  for (const shown of ["README.md", "docs/contract.md"]) {
    expect(submissions.find(({ document }) => document === shown)?.code.trimEnd(), shown).toBe(
      starter().trimEnd(),
    );
  }
  const uses = (path: string) => readFileSync(`${root}${path}`, "utf8");
  for (const place of [
    "apps/runner/src/commands/new.ts",
    "apps/site/src/pages/submit.astro",
    "apps/site/src/pages/play.astro",
  ]) {
    expect(uses(place), place).toMatch(
      /import \{ starter(?:, starterName)? \} from "@steepest\/core\/submission\/starter.ts"/,
    );
    expect(uses(place), place).not.toContain("defineSubmission({\n");
  }
});

test("README, the contract and the golden page show submissions", () => {
  const shown = submissions.map(({ document }) => document);
  expect(shown.filter((document) => document === "README.md").length).toBeGreaterThan(0);
  expect(shown).toContain("docs/contract.md");
  expect(shown).toContain("docs/golden.md");
});

test("what imports steepest is a whole submission: fragments would not be run", () => {
  const fragments = submissions.filter(({ code }) => !code.includes("export default defineSubmission("));
  expect(fragments).toEqual([]);
});

test("no block of code is called by a name that these tests would pass over", () => {
  for (const [document, text] of documents) {
    for (const language of ["typescript", "tsx", "js", "javascript", ""]) {
      const found = blocksOf(text, language).filter((code) => code.includes('steepest"'));
      expect({ document, language, found }).toEqual({ document, language, found: [] });
    }
  }
});

test.each(submissions)("$name in $document passes its check", async ({ code }) => {
  const report = await checkSubmission({ entry: "example.ts", files: { "example.ts": code } }, tools);
  expect(report.problems).toEqual([]);
  expect(report.ok).toBe(true);
});

test("every example has the types that it says", () => {
  const program = createProgram(new Map(examples.map(({ path, code }) => [path, code])));
  const mistakes = examples.flatMap(({ document, name, path }) =>
    ts.getPreEmitDiagnostics(program, program.getSourceFile(path)).map(({ messageText }) => ({
      document,
      name,
      message: ts.flattenDiagnosticMessageText(messageText, "\n"),
    })),
  );
  expect(mistakes).toEqual([]);
}, 120_000);
