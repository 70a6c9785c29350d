import { expect, test } from "vitest";
import { tableOfCells } from "./tableOfCells.ts";

test("a table is had as it is shown: numbers where a column holds nothing else, no value for a dash", () => {
  const table = tableOfCells(
    "t",
    ["Submission", "Steps", "mnist_mlp s", "Speed-up"],
    [
      ["adam v1", "1,234", "4.42", "1.33× 1 of 3"],
      ["sgd v2", "−7", "∞", "–"],
      ["new v1", "1e-3", "…", ""],
    ],
  );
  expect(table.columns.map(({ type }) => type)).toEqual(["text", "number", "number", "text"]);
  expect(table.rows).toEqual([
    ["adam v1", 1234, 4.42, "1.33× 1 of 3"],
    ["sgd v2", -7, null, "–"],
    ["new v1", 0.001, null, null],
  ]);
});

test("every column has a name of its own, and a row that is short has cells without value", () => {
  const table = tableOfCells("t", ["a", "a", ""], [["1", "2", "3", "4"], ["5"]]);
  expect(table.columns.map(({ name }) => name)).toEqual(["a", "a 2", "column 3", "column 4"]);
  expect(table.rows[1]).toEqual([5, null, null, null]);
  // Not a number: a version, a date, an address.
  expect(tableOfCells("t", ["v"], [["1.2.3"], ["2"]]).columns[0]?.type).toBe("text");
  expect(tableOfCells("t", ["v"], [["12,34"]]).columns[0]?.type).toBe("text");
});
