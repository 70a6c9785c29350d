import fc from "fast-check";
import { expect, test } from "vitest";
import { csvTable } from "./csvTable.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

test("whatever cells hold comes back, commas, quotes and line ends included", () => {
  const cells = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", "\r", " ", "ä") });
  fc.assert(
    fc.property(fc.array(fc.tuple(cells, cells)), fc.constantFrom("\n", "\r\n"), (rows, end) => {
      const text = ["one,two", ...rows.map((row) => row.map(quoted).join(","))].join(end);
      expect(csvTable(bytes(text))).toEqual({
        one: rows.map(([one]) => one),
        two: rows.map(([, two]) => two),
      });
    }),
  );
});

test("a quote in the middle of a cell, and rows of another length, are refused", () => {
  expect(() => csvTable(bytes('a,b\n1,2"3'))).toThrow("cannot be read");
  expect(() => csvTable(bytes("a,b\n1"))).toThrow("Row 2");
});
