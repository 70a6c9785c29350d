import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test.each([
  ["plain text, ε ≤ 1\tand 漢字 stay", "plain text, ε ≤ 1\tand 漢字 stay"],
  ["\u001b[2J\u001b[31mred\u001b[0m", "red"],
  ["\u001b]0;title\u0007after a title", "after a title"],
  ["\u001b]8;;https://example.org\u0007a link\u001b]8;;\u0007", "a link"],
  ["100 %\rcursor moved back", "100 %\ncursor moved back"],
  ["windows\r\nline", "windows\nline"],
  ["bell\u0007 backspace\u0008 escape\u001b", "bell backspace escape"],
  ["8-bit \u009b31m control", "8-bit  control"],
  ["\u202eback to front", "back to front"],
])("%j is shown as %j", (text, shown) => {
  expect(printable(text)).toBe(shown);
});

test("what is left has no control character, however escapes are nested", () => {
  const nested = ["\u001b\u001b[[2J".repeat(20), "\u001b[\u001b[31m3\u001b[m1mx"].join("");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
  expect(printable(nested)).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
});
