import { expect, test } from "vitest";
import { codeFrame } from "./codeFrame.ts";

const source = (text: string) => ({ entry: "a.ts", files: { "a.ts": text } });
const numbered = (count: number) =>
  source(Array.from({ length: count }, (_, at) => `line ${at + 1}`).join("\n"));
const at = (line: number | null, column: number | null = null, file: string | null = "a.ts") => ({
  file,
  line,
  column,
});

test("two lines on either side are shown, numbered, with a mark at the line and under the column", () => {
  expect(codeFrame(numbered(20), at(9, 6))).toBe(
    [
      "   7 | line 7",
      "   8 | line 8",
      ">  9 | line 9",
      "     |      ^",
      "  10 | line 10",
      "  11 | line 11",
    ].join("\n"),
  );
});

test("at either end of the file there are fewer", () => {
  expect(codeFrame(numbered(4), at(1))).toBe(["> 1 | line 1", "  2 | line 2", "  3 | line 3"].join("\n"));
  expect(codeFrame(numbered(4), at(4))).toBe(["  2 | line 2", "  3 | line 3", "> 4 | line 4"].join("\n"));
});

test.each([[at(null)], [at(0)], [at(5)], [at(1, 1, null)], [at(1, 1, "b.ts")]])(
  "there is none for %j",
  (place) => {
    expect(codeFrame(numbered(4), place)).toBeNull();
  },
);

test.each([
  [1, "    | ^"],
  [7, "    |       ^"],
])("the column %d of a line of six characters is marked", (column, mark) => {
  expect(codeFrame(numbered(1), at(1, column))).toBe(`> 1 | line 1\n${mark}`);
});

test.each([0, 8])("the column %d of a line of six characters is none", (column) => {
  expect(codeFrame(numbered(1), at(1, column))).toBe("> 1 | line 1");
});

test("lines end by LF, CRLF or CR, tabs are a blank each, long lines are cut and nothing trails", () => {
  expect(codeFrame(source("\ta\r\n\rb"), at(3))).toBe(["  1 |  a", "  2 |", "> 3 | b"].join("\n"));
  expect(codeFrame(source("x".repeat(200)), at(1, 170))).toBe(`> 1 | ${"x".repeat(160)}`);
});
