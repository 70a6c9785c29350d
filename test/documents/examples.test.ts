import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { openBackend } from "../../packages/core/backend/openBackend.ts";
import { checkSubmission } from "../../packages/core/harness/checkSubmission.ts";
import { loadEngine } from "../../packages/core/sandbox/loadEngine.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const block = /^```ts\n([\s\S]*?)^```$/gm;

/** Every fenced TypeScript block of README and docs that is a whole submission. */
const examples = ["README.md", ...globSync("docs/**/*.md", { cwd: root })].flatMap((document) =>
  [...readFileSync(`${root}/${document}`, "utf8").matchAll(block)]
    .map((match) => match[1] as string)
    .filter((code) => code.includes("export default defineSubmission("))
    .map((code) => ({ document, name: /name: "(\w+)"/.exec(code)?.[1] ?? "?", code })),
);

let tools: Parameters<typeof checkSubmission>[1];
beforeAll(async () => {
  tools = { engine: await loadEngine(), backend: await openBackend("wasm") };
});

test("README shows submissions", () => {
  expect(examples.filter(({ document }) => document === "README.md").length).toBeGreaterThan(1);
});

test.each(examples)("$name in $document passes its check", async ({ code }) => {
  const report = await checkSubmission({ entry: "example.ts", files: { "example.ts": code } }, tools);
  expect(report.problems).toEqual([]);
  expect(report.ok).toBe(true);
});
