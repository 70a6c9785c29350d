import { expect, test } from "vitest";
import { createSearch } from "./createSearch.ts";
import { searchSections } from "./searchSections.ts";

const markdown = `# Rules

What is **allowed**.

## Studies and trials

A study is a [repetition](rules.md) with its own seed.

\`\`\`sh
# no heading
\`\`\`

## Words

| word | meaning |
| --- | --- |
| momentum | a running average |
`;
const headings = [
  { depth: 1, slug: "rules", text: "Rules" },
  { depth: 2, slug: "studies-and-trials", text: "Studies and trials" },
  { depth: 2, slug: "words", text: "Words" },
];
const sections = searchSections("/rules", markdown, headings);

test("a document is cut at its headings, not at comments in code, and each piece knows its address", () => {
  expect(sections.map(({ href, title }) => [href, title])).toEqual([
    ["/rules", "Rules"],
    ["/rules#studies-and-trials", "Studies and trials"],
    ["/rules#words", "Words"],
  ]);
  expect(sections[1]?.text).toBe("A study is a repetition with its own seed. sh # no heading");
});

test("words are found by their beginning and with a slip, titles before texts", () => {
  const search = createSearch(sections);
  expect(search("momen")[0]).toMatchObject({ href: "/rules#words", of: "Rules" });
  expect(search("momentun")[0]?.href).toBe("/rules#words");
  expect(search("studies")[0]?.href).toBe("/rules#studies-and-trials");
  expect(search("repetition seed")[0]?.excerpt).toContain("repetition with its own seed");
  expect(search("")).toEqual([]);
  expect(search("xyzzy")).toEqual([]);
});
