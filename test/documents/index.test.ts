import { globSync } from "node:fs";
import { expect, test } from "vitest";
import { documents, root } from "./readDocuments.ts";

const index = documents.get("docs/README.md") ?? "";
/** By kind the pages that the index lists. */
const kinds = new Map(
  index
    .split(/^## /m)
    .slice(1)
    .map((part) => [
      part.split("\n", 1)[0],
      [...part.matchAll(/^- \[.*?\]\(([^)]+)\)/gm)].map(([, path]) => path),
    ]),
);
const listed = [...kinds.values()].flat();

test("the index knows four kinds of pages: a lesson, guides, references, explanations", () => {
  expect([...kinds.keys()]).toEqual(["Lesson", "Guides", "Reference", "Explanation"]);
});

test("each document is listed once", () => {
  const there = globSync("*.md", { cwd: `${root}docs` }).filter((name) => name !== "README.md");
  expect([...listed].sort()).toEqual([...there, "decisions/README.md"].sort());
});

test("a lesson has numbered steps, each with something to do", () => {
  for (const path of kinds.get("Lesson") ?? []) {
    const steps = (documents.get(`docs/${path}`) ?? "").split(/^## \d+\. /m).slice(1);
    expect(steps.length).toBeGreaterThan(3);
    for (const step of steps) expect(step).toContain("```");
  }
});
