import { expect, test } from "vitest";
import { chosenEntries, mostLines } from "./chosenEntries.ts";

const entries = Array.from({ length: 20 }, (_, at) => ({ entry: `e${at}` }));
const chosen = (query: string) =>
  chosenEntries(new URLSearchParams(query), entries).map(({ entry }) => entry);

test("what a reader has ticked is drawn, in the order of the table, and never more than can be told apart", () => {
  expect(chosen("entry=e9&entry=e2&entry=nobody")).toEqual(["e2", "e9"]);
  expect(chosen("")).toEqual(entries.slice(0, mostLines).map(({ entry }) => entry));
  expect(chosen("entry=nobody")).toHaveLength(mostLines);
  expect(chosenEntries(new URLSearchParams(), entries, entries.slice(4, 6))).toEqual(entries.slice(4, 6));
  expect(chosenEntries(new URLSearchParams("entry=e1"), entries, [])).toEqual([entries[1]]);
  expect(chosen(entries.map(({ entry }) => `entry=${entry}`).join("&"))).toHaveLength(mostLines);
});
