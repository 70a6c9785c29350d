import { expect, test } from "vitest";
import { asksForFacts, boardFilterSchema, type FilteredFacts, hasFacts, isNamed } from "./boardFilter.ts";

const soap: FilteredFacts = {
  authors: ["Nikhil Vyas", "Depen Morwani"],
  paper: "arXiv 2409.11321",
  state: 24,
  step: 5.5,
  entered: "2026-11-20",
};
const silent: FilteredFacts = { authors: [], paper: null, state: null, step: null, entered: "2026-11-28" };

const shown = (asked: Record<string, unknown>) => {
  const filter = boardFilterSchema.parse(asked);
  return [soap, silent].map((facts) => hasFacts(filter, facts));
};

test("each field narrows a board, and bounds belong to the range", () => {
  expect(shown({})).toEqual([true, true]);
  expect(shown({ author: "vyas" })).toEqual([true, false]);
  expect(shown({ author: "morwani vyas" })).toEqual([false, false]);
  expect(shown({ paper: " ARXIV 2409" })).toEqual([true, false]);
  expect(shown({ stateFrom: "24", stateTo: "24" })).toEqual([true, false]);
  expect(shown({ stateTo: 23.9 })).toEqual([false, false]);
  expect(shown({ stepFrom: 5.6 })).toEqual([false, false]);
  expect(shown({ stepTo: 6, author: "vyas" })).toEqual([true, false]);
  expect(shown({ enteredFrom: "2026-11-20", enteredTo: "2026-11-20" })).toEqual([true, false]);
  expect(shown({ enteredFrom: "2026-11-21" })).toEqual([false, true]);
});

test("a row that does not say what is asked for is left out, and one that is asked nothing is not", () => {
  expect(shown({ stateFrom: 0 })).toEqual([true, false]);
  expect(shown({ author: "", paper: "  ", stateTo: "", stepFrom: "", enteredTo: "" })).toEqual([true, true]);
  expect(asksForFacts(boardFilterSchema.parse({ find: "a", author: "" }))).toBe(false);
  expect(asksForFacts(boardFilterSchema.parse({ stepTo: 0 }))).toBe(true);
  expect(isNamed(boardFilterSchema.parse({ find: "ADAM" }), "my_adam_2")).toBe(true);
});

test("what is no number and no day is refused", () => {
  for (const wrong of [
    { stateTo: "much" },
    { stepFrom: -1 },
    { enteredFrom: "yesterday" },
    { enteredTo: "2026-02-30" },
  ])
    expect(boardFilterSchema.safeParse(wrong).success).toBe(false);
});
