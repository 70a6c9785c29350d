import { expect, test } from "vitest";
import { wordsByStem } from "./wordsByStem.ts";

const index = `export const dictionary = {
  "'bout": "B AW1 T",
  a: "AH0",
  "garden": "G AA1 R D AH0 N",
  "garden(2)": "G AA1 R D AH0 N",
  "gardens": "G AA1 R D AH0 N Z",
  "garlic": "G AA1 R L IH0 K",
  "it": "IH1 T",
  "its": "IH1 T S",
  "incomprehensible": "IH2 N K",
}`;

test("keeps words of three to eight letters, those of one stem together", () => {
  const groups = wordsByStem(index);
  expect(groups.map((words) => [...words]).sort()).toEqual([["garden", "gardens"], ["garlic"], ["its"]]);
});
