import { printable } from "@steepest/base/printable.ts";
import { expect, test } from "vitest";
import { html } from "../report/html.ts";
import { printJson } from "./printJson.ts";
import { terminalText } from "./terminalText.ts";

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

// ../shared's terminal_escape.ts: title, clear screen, cursor home, clipboard.
const attack =
  "\u001b]0;pwned\u0007\u001b[2J\u001b[H\u001b]52;c;cm0gLXJmIH4K\u0007ok \u202eback \u009b31mred";

test.each([
  ["a reason", attack, "ok back red"],
  ["a link", "\u001b]8;;https://example.org\u001b\\text\u001b]8;;\u001b\\", "text"],
  ["a device control string", "\u001bP+q544e\u001b\\x", "+q544e\\x"],
  ["a private mode", "\u001b[?1049hx", "x"],
  ["a carriage return", "100 %\rfake", "100 %\nfake"],
  ["an isolate", "a\u2067b\u2069", "ab"],
  ["a text that is not to be seen", "paid\u001b[8m not\u001b[28m", "paid not"],
  ["black on black", "\u001b[30;40mhidden\u001b[40m", "hidden"],
  ["blinking and turned round", "\u001b[5m\u001b[7mx", "x"],
])("%s leaves no command for the terminal where all output passes", (_, text, shown) => {
  expect(terminalText(text)).toBe(shown);
});

test("our own colours stay", () => {
  expect(terminalText(`\u001b[31mred\u001b[39m ${attack}`)).toBe("\u001b[31mred\u001b[39m ok back red");
});

test("JSON keeps every character, and prints none that a terminal obeys", () => {
  const text = printJson({ reason: attack });
  expect(JSON.parse(text)).toEqual({ reason: attack });
  expect(terminalText(text)).toBe(text);
});

test("HTML reports show names without control and bidi characters", () => {
  expect(html`<td>${attack}</td>`.markup).toBe("<td>ok back red</td>");
});
