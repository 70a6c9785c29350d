import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { readRepository } from "../rules/readRepository.ts";
import type { SourceFile } from "../rules/rule.ts";
import { importChain, importGraph } from "./importChain.ts";
import { drawArchitecture, renderArchitecture } from "./renderArchitecture.ts";

const root = new URL("../../", import.meta.url);
const written = (path: string) => readFileSync(new URL(path, root), "utf8");

let files: readonly SourceFile[];
beforeAll(async () => {
  files = await readRepository(fileURLToPath(root));
});

test("docs/architecture.md and its figure follow the imports (node scripts/writeArchitecture.ts writes them)", () => {
  expect(written("docs/architecture.md")).toBe(renderArchitecture(files));
  expect(written("docs/images/architecture.svg")).toBe(drawArchitecture(files));
});

test("the shortest chain of imports is found, in circles too, and none where there is none", () => {
  const graph = importGraph([
    { path: "a.ts", text: 'import { b } from "./b.ts";\nimport { c } from "./c.ts";' },
    { path: "b.ts", text: 'import { a } from "./a.ts";\nimport { d } from "./d.ts";' },
    { path: "c.ts", text: 'import { b } from "./b.ts";' },
    { path: "d.ts", text: "" },
  ]);
  expect(importChain(graph, "a.ts", "d.ts")).toEqual(["a.ts", "b.ts", "d.ts"]);
  expect(importChain(graph, "d.ts", "a.ts")).toBeNull();
});

test("a step whose file is gone is an error that names it", () => {
  const fewer = files.filter(({ path }) => path !== "packages/core/job/runJob.ts");
  expect(() => renderArchitecture(fewer)).toThrow("packages/core/job/runJob.ts");
});
