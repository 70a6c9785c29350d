import { expect, test } from "vitest";
import { readBoardQuestion } from "./boardQuestion.ts";

const read = (query: string) => readBoardQuestion(new URLSearchParams(query));

test("an address carries the filter, and what asks for nothing is not carried on", () => {
  const { choice, given, ignored } = read(
    "find= Adam &author=&stateTo=8&enteredFrom=2026-11-01&sort=speedup",
  );
  expect(choice).toEqual({
    ...{ find: "adam", stateTo: 8, enteredFrom: "2026-11-01" },
    ...{ sort: "speedup", versions: "latest", details: false },
  });
  expect([...given]).toEqual([
    ["find", "Adam"],
    ["stateTo", "8"],
    ["enteredFrom", "2026-11-01"],
  ]);
  expect(ignored).toEqual([]);
});

test("what means nothing filters nothing, and is named", () => {
  const { given, ignored } = read("stateTo=much&stepFrom=-1&enteredTo=yesterday&stepTo=2");
  expect([...given]).toEqual([["stepTo", "2"]]);
  expect(ignored).toEqual(["stateTo=much", "stepFrom=-1", "enteredTo=yesterday"]);
  expect(read("measure=parsecs&scale=odd&page=-3&versions=some&col=colour")).toMatchObject({
    ...{ measure: undefined, scale: "linear", page: 1, more: [], choice: { versions: "latest" } },
  });
});

test("what is asked stays asked, but for what changes", () => {
  const query = "measure=steps&find=a&col=paper&col=cost&entry=e1&entry=e2&versions=all&page=4";
  const { link, page, choice } = read(query);
  expect([page, choice.details]).toEqual([4, true]);
  expect(new URLSearchParams(link({ scale: "log" })).toString()).toBe(
    "measure=steps&find=a&versions=all&col=paper&col=cost&entry=e1&entry=e2&scale=log",
  );
  expect(link({ measure: "wall" })).toContain("measure=wall");
  expect(read("").link({})).toBe("?");
});
