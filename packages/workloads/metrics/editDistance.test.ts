import { expect, test } from "vitest";
import { editDistance } from "./editDistance.ts";

const letters = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));

test.each([
  ["", "", 0],
  ["", "abc", 3],
  ["abc", "", 3],
  ["kitten", "sitting", 3],
  ["sunday", "saturday", 3],
  ["flaw", "lawn", 2],
  ["abcd", "abcd", 0],
])("from %j to %j are %i edits, and as many back", (from, to, edits) => {
  expect(editDistance(letters(from), letters(to))).toBe(edits);
  expect(editDistance(letters(to), letters(from))).toBe(edits);
});
