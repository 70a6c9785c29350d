import { expect, test } from "vitest";
import { fieldLine } from "./fieldLine.ts";

const text = `import { defineSubmission } from "steepest";
const description = "somebody's";
export default defineSubmission({
  name: "authors",
  ruleset: "self",
  'authors': ["ada", 3],
  description,
  hyperparameters: [{ "learning rate": 1, lr: "name" }],
});
`;

test.each([
  [["authors", 1], 6],
  [["name"], 4],
  [["description"], 7],
  [["hyperparameters", 0, "lr"], 8],
  [["paper"], 3],
  [[], 3],
])("the field at %j is where its key stands, not a string of the same letters", (path, line) => {
  expect(fieldLine(text, path)).toBe(line);
});

test("without a call there is no line", () => {
  expect(fieldLine("export default {};", ["name"])).toBeNull();
});
