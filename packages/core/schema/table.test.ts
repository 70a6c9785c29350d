import { expect, test } from "vitest";
import { type Table, tableCsv, tableObjects } from "./table.ts";

const table = (rows: Table["rows"]): Table => ({
  name: "t",
  columns: [
    { name: "who", type: "text" },
    { name: "seconds", type: "number" },
  ],
  rows,
});

test("cells with commas, quotes and line ends are quoted, and no value is empty", () => {
  expect(
    tableCsv(
      table([
        ["a,b", 1.5],
        ['say "x"', null],
        ["two\nlines", 0],
      ]),
    ),
  ).toBe('who,seconds\r\n"a,b",1.5\r\n"say ""x""",\r\n"two\nlines",0\r\n');
});

test("text that a spreadsheet would run is text, a negative number a number", () => {
  const lines = tableCsv(
    table([
      ["=HYPERLINK(1)", -1],
      ["+1", 2],
      ["-x", 3],
      ["@a", 4],
      ["\t=1", 5],
      ["\uff1d1", 6],
      ["Bob;=HYPERLINK(1)", 7],
      ['Bob;"=1', 8],
      ["a = b; c - d", 9],
    ]),
  ).split("\r\n");
  expect(lines.slice(1, -1)).toEqual([
    ...["'=HYPERLINK(1),-1", "'+1,2", "'-x,3", "'@a,4", "'\t=1,5", "'\uff1d1,6"],
    // Where a comma stands in numbers, spreadsheets take a semicolon for the end of a cell.
    ...["Bob;'=HYPERLINK(1),7", `"Bob;'""=1",8`, "a = b; c - d,9"],
  ]);
});

test("rows are objects by the names of columns", () => {
  expect(tableObjects(table([["a", null]]))).toEqual([{ who: "a", seconds: null }]);
});
