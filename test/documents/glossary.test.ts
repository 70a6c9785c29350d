import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { documents, root } from "./readDocuments.ts";

const site = join(root, "apps/site/src");
const glossary = readFileSync(join(site, "components/Term.astro"), "utf8");
const [, table = ""] = /const terms = \{(.*?)\} as const;/s.exec(glossary) ?? [];
const terms = [...table.matchAll(/^ {2}"?([\w-]+)"?: "/gm)].map(([, term = ""]) => term);
const pages = globSync("**/*.astro", { cwd: site })
  .filter((path) => !path.endsWith("Term.astro"))
  .map((path) => readFileSync(join(site, path), "utf8"))
  .filter((text) => text.includes("<Term "));

test("the glossary has the words that a first visitor stumbles over", () => {
  expect(terms).toEqual(expect.arrayContaining(["study", "charged", "external", "exhausted"]));
});

test.each(terms)("%s is explained where a page says it, and the rules say it too", (term) => {
  expect(pages.filter((text) => text.includes(`"${term}"`)).length).toBeGreaterThan(0);
  expect(documents.get("docs/rules.md")).toContain(term.replace("self-tuning", "self"));
});

test("the words' own place in the rules is there", () => {
  expect(glossary).toContain('href="/rules#words"');
  expect(documents.get("docs/rules.md")).toMatch(/^## Words$/m);
});
