import { expect, test } from "vitest";
import { docstringParagraphs } from "./docstringParagraphs.ts";

test("paragraphs are parted by empty lines; line breaks within one are spaces", () => {
  expect(docstringParagraphs("One:\np ← p − ηg.\n\n\nTwo.\n")).toEqual([
    [{ text: "One: p ← p − ηg.", isCode: false }],
    [{ text: "Two.", isCode: false }],
  ]);
});

test("what stands between backticks is code", () => {
  expect(docstringParagraphs("`lr` is η, `eps` ε")).toEqual([
    [
      { text: "lr", isCode: true },
      { text: " is η, ", isCode: false },
      { text: "eps", isCode: true },
      { text: " ε", isCode: false },
    ],
  ]);
});

test("an empty docstring has no paragraphs", () => {
  expect(docstringParagraphs(" \n\n ")).toEqual([]);
});
