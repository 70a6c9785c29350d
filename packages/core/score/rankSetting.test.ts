import { expect, test } from "vitest";
import { rankSetting } from "./rankSetting.ts";

const row = (entry: string, rank: number, times: Readonly<Record<string, number | null>>) => ({
  ...{ entry, rank, times: { ...times } },
});

test("the times of the first ten ranks set a board, and the fastest of each workload, whoever's", () => {
  expect(
    rankSetting([
      row("first", 1, { a: 3, b: 9 }),
      row("tenth", 10, { a: 5, b: null }),
      row("eleventh", 11, { a: 4, b: 2 }),
      row("level", 12, { a: 8, b: 2 }),
      row("last", 13, { a: 9, b: 3 }),
    ]),
  ).toEqual([
    { entry: "first", workload: "a", seconds: 3 },
    { entry: "first", workload: "b", seconds: 9 },
    { entry: "tenth", workload: "a", seconds: 5 },
    { entry: "eleventh", workload: "b", seconds: 2 },
    { entry: "level", workload: "b", seconds: 2 },
  ]);
});

test("where nobody reached the target nothing is set", () => {
  expect(rankSetting([row("one", 1, { a: null }), row("other", 11, { a: null })])).toEqual([]);
});
