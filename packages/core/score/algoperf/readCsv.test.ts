import { expect, test } from "vitest";
import { CsvError, cellNumber, readCsv } from "./readCsv.ts";

// Expected tables follow the states of pandas' tokenizer (pandas/_libs/src/parser/tokenizer.c) with the defaults of `read_csv`.
test.each([
  ["plain", "a,b\n1,2\n", ["a", "b"], [["1", "2"]]],
  ["quoted fields", '"a","b"\n"1","2"\n', ["a", "b"], [["1", "2"]]],
  ["commas, line ends and quotes in quotes", 'a,b\n"1,5","x\n""y"""\n', ["a", "b"], [["1,5", 'x\n"y"']]],
  ["a quote within a field", 'a,b\n1"2",3\n', ["a", "b"], [['1"2"', "3"]]],
  ["text after a closing quote", 'a,b\n"1"2,3\n', ["a", "b"], [["12", "3"]]],
  ["CRLF", "a,b\r\n1,2\r\n", ["a", "b"], [["1", "2"]]],
  ["blanks before a line's end", "a,b\n1,2 \n", ["a", "b"], [["1", "2 "]]],
  ["a byte order mark that is not the first character", "a,\uFEFFb\n", ["a", "\uFEFFb"], []],
  [
    "CR",
    "a,b\r1,2\r3,4",
    ["a", "b"],
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  ["a byte order mark", "\uFEFFa,b\n1,2\n", ["a", "b"], [["1", "2"]]],
  [
    "blank lines",
    "\n  \na,b\n\n1,2\n \t\n3,4\n\n",
    ["a", "b"],
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  ["short rows", "a,b,c\n1\n1,2\n", ["a", "b", "c"], [["1"], ["1", "2"]]],
  ["empty cells", "a,b\n,\n", ["a", "b"], [["", ""]]],
  [
    "a first row that is longer: its first cell is an index",
    "a,b\n9,1,2\n9,3,4\n",
    ["a", "b"],
    [
      ["1", "2"],
      ["3", "4"],
    ],
  ],
  ["no end of line", "a,b\n1,2", ["a", "b"], [["1", "2"]]],
  ["blanks at the end", "a,b\n1,2\n \t", ["a", "b"], [["1", "2"]]],
  ["a header alone", "a,b", ["a", "b"], []],
])("%s", (_, text, columns, rows) => {
  expect(readCsv(text)).toEqual({ columns, rows });
});

test.each([[""], ["\n\n"], ["  \r\n"]])("%j has no header", (text) => {
  expect(readCsv(text)).toBeNull();
});

test.each([
  ["a later row that is longer", "a,b\n1,2\n\n1,2,3\n", "line 4 has 3 fields, where 2 were expected"],
  ["a quote that is never closed", 'a,b\n1,2\n"3,4\n', "the quote on line 3 is never closed"],
  ["line numbers count line ends in quotes", 'a,b\n"1\n",2\n1,2,3\n', "line 4 has 3 fields"],
  ["each of them once, whatever it is made of", 'a,b\n"1\r\n\r\n",2\n1,2,3\n', "line 5 has 3 fields"],
  ["a lone CR in quotes is one", 'a,b\n"1\r",2\n1,2,3\n', "line 4 has 3 fields"],
  ["CRLF is one line end", "a,b\r\n1,2\r\n1,2,3\r\n", "line 3 has 3 fields"],
  ["CR is one", "a,b\r1,2\r1,2,3", "line 3 has 3 fields"],
  ["blank lines are lines", "a,b\r\r\n \n1,2\n1,2,3", "line 5 has 3 fields"],
])("%s is refused", (_, text, message) => {
  expect(() => readCsv(text)).toThrow(CsvError);
  expect(() => readCsv(text)).toThrow(message);
});

test.each([
  ["1.5", 1.5],
  [" 2 ", 2],
  ["+.5e-3", 0.0005],
  ["7.", 7],
  ["-Infinity", Number.NEGATIVE_INFINITY],
  ["inf", Number.POSITIVE_INFINITY],
  ["+INF", Number.POSITIVE_INFINITY],
  [".25", 0.25],
  ["1e3", 1000],
  ["2E-12", 2e-12],
  ["xinf", null],
  ["info", null],
  ["", Number.NaN],
  ["nan", Number.NaN],
  ["NA", Number.NaN],
  ["None", Number.NaN],
  [undefined, Number.NaN],
  ["0x10", null],
  ["1,000", null],
  ["True", null],
  ["score", null],
])("the cell %j is %s", (cell, value) => {
  expect(cellNumber(cell)).toEqual(value);
});
