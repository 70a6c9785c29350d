import { expect, test } from "vitest";
import type { SubmissionError } from "../submissionError.ts";
import { sourceModules } from "./sourceModules.ts";

function refusal(text: string, file = "a.ts"): SubmissionError | null {
  const files = file === "a.ts" ? { "a.ts": text } : { "a.ts": `import "./${file}";`, [file]: text };
  try {
    sourceModules({ entry: "a.ts", files });
    return null;
  } catch (error) {
    return error as SubmissionError;
  }
}

/** Boucher & Anderson 2021, arXiv 2111.00169: early return, commenting-out, stretched string. */
const trojans = [
  ["an override in a comment", "/* \u202e begin admin */\nf();", 1, 4, "202E"],
  ["an isolate in a comment", "f();\n// \u2066 only\u2069", 2, 4, "2066"],
  ["an embedding in a string", 'const a = "user\u202b";', 1, 16, "202B"],
  ["a mark in a string", 'const a = "\u200f";', 1, 12, "200F"],
  ["an Arabic mark in a template", "const a = `\u061c`;", 1, 12, "061C"],
  ["a line separator in a comment", "// note\u2028f();", 1, 8, "2028"],
  ["a mark in code", "f();\u200e", 1, 5, "200E"],
] as const;
const unseen = [
  ["a zero-width space in code", "f();\u200bg();", 1, 5, "200B"],
  ["a joiner in a name", "const a\u200db = 1;", 1, 8, "200D"],
  ["a Persian joiner in a name", "const \u0645\u06cc\u200c\u062e = 1;", 1, 9, "200C"],
  ["zero widths in a string", 'const a = "x\u200b\u200by";', 1, 13, "200B"],
  ["joiners between ASCII in a string", 'const a = "x\u200dy";', 1, 13, "200D"],
  ["zero widths in a comment", "// x\u2060y", 1, 5, "2060"],
  ["two selectors", 'const a = "\u2764\ufe0f\ufe0f";', 1, 13, "FE0F"],
  ["a selector after a letter", 'const a = "a\ufe0f";', 1, 13, "FE0F"],
  ["a selector of ideographs", 'const a = "\u845b\u{e0100}";', 1, 13, "E0100"],
  ["a tag", '\n\n  "\u{e0041}";', 3, 4, "E0041"],
  ["a tag behind a flag", '"\u{1f3f4}\u{e0067}\u{e007f}";', 1, 4, "E0067"],
  ["private use", '"\ue000";', 1, 2, "E000"],
  ["private use of plane 16", '"\u{10fffd}";', 1, 2, "10FFFD"],
  ["a soft hyphen", "// hy\u00adphen", 1, 6, "00AD"],
  ["a Hangul filler as a name", "const \u3164 = 1;", 1, 7, "3164"],
  ["a control character", "// \u0007", 1, 4, "0007"],
  ["a byte order mark inside", "f();\ufeff", 1, 5, "FEFF"],
  ["an escape of terminals", '"\u001b[2K";', 1, 2, "001B"],
] as const;

test.each([...trojans, ...unseen])("%s is refused with its place", (_, text, line, column, name) => {
  const error = refusal(text);
  expect(error).toMatchObject({ code: "source-invalid", file: "a.ts", line, column });
  expect(error?.message).toContain(`U+${name} `);
  expect(error?.solution).toContain(`\\u{${name}}`);
});

test("JSON files and JavaScript are looked at, too", () => {
  expect(refusal('["\u202e"]', "b.json")).toMatchObject({ file: "b.json", line: 1, column: 3 });
  expect(refusal("/* \u2067 */", "b.js")).toMatchObject({ file: "b.js" });
});

test.each([
  ["accents, Greek and Chinese", "// \u00e9 \u03b2\u2081 \u6700\u9069\nconst \u03b2 = 1;"],
  ["a picture with its selector", '// \u2764\ufe0f\nconst a = "\u2764\ufe0f";'],
  ["a family", 'const a = "\u{1f469}\u200d\u{1f469}\u200d\u{1f467}";'],
  ["a heart on fire", 'const a = "\u2764\ufe0f\u200d\u{1f525}";'],
  ["a keycap", 'const a = "1\ufe0f\u20e3";'],
  [
    "Persian with a joiner",
    '// \u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645\nconst a = "\u0645\u06cc\u200c\u062e";',
  ],
  ["Hindi with a joiner", "// \u0915\u094d\u200d\u0937"],
  ["escapes", 'const a = "\\u202e\\u200b\\u{e0041}";'],
  ["a byte order mark at the start", "\ufefff();"],
  ["tabs and CR LF", "f();\r\n\tg();\r\n"],
  ["line ends of old Macintoshes", "// note\rf();\r"],
  ["a space that does not break", "// a\u00a0b"],
])("%s may stand where writing needs it", (_, text) => {
  expect(refusal(text)).toBeNull();
});
