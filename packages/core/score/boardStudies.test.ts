import { expect, test } from "vitest";
import { boardStudiesSchema } from "../schema/api/boards.ts";
import { boardStudies } from "./boardStudies.ts";
import type { BoardEntry, BoardViewInput } from "./boardView.ts";

const entry = (
  id: string,
  submission: string,
  number: number,
  more: Partial<BoardEntry> = {},
): BoardEntry => ({
  ...{ entry: id, submission, number, version: "a".repeat(64), trust: "verified", cancelled: false },
  ...{ trials: 4, finished: 4, studies: { w: [3, null], v: [5] } },
  ...more,
});
const input = (entries: readonly BoardEntry[]): BoardViewInput => ({
  board: { suite: "quick", ruleset: "self", hardwareClass: "cpu-wasm" },
  suite: {
    ...{
      id: "quick",
      version: 3,
      title: "Quick",
      summary: "",
      practice: true,
      workloads: ["w", "v", "u"],
      rMax: 4,
    },
    rulesets: { external: { studies: 9, trials: 5 }, self: { studies: 2, trials: 1 } },
    baselines: { external: "nadamw", self: "nadamw_self" },
  },
  cards: [
    { id: "v", variantOf: "w", target: { evaluationPeriodSeconds: {}, validation: 0.3 } },
    { id: "w", variantOf: null, target: { evaluationPeriodSeconds: {}, validation: 0.2 } },
  ],
  ...{ measure: "wall", official: "wall", entries, updatedAt: "2026-11-21T00:00:00Z" },
});

test("the times of verified entries stand by workload, with what they are scored by", () => {
  const endedAt = "2026-11-20T00:00:00Z";
  const one = entry("e1", "adam", 1, { endedAt });
  expect(boardStudiesSchema.parse(boardStudies(input([one])))).toEqual({
    ...{
      id: "quick.self.cpu-wasm",
      suiteVersion: 3,
      measure: "wall",
      rMax: 4,
      baseline: "nadamw_self",
      studies: 2,
    },
    workloads: [
      { id: "w", variantOf: null, target: 0.2 },
      { id: "v", variantOf: "w", target: 0.3 },
      { id: "u", variantOf: null, target: null },
    ],
    entries: [
      {
        ...{ entry: "e1", submission: "adam", number: 1, ranked: true, complete: true, endedAt },
        times: [[3, null], [5], []],
      },
    ],
    updatedAt: "2026-11-21T00:00:00Z",
  });
});

test("earlier versions and withdrawn ones are there without a rank, what is not complete as such", () => {
  const { entries } = boardStudies(
    input([
      entry("old", "adam", 1),
      entry("new", "adam", 2, { finished: 3 }),
      entry("gone", "lamb", 1, { withdrawn: true }),
      entry("claim", "sgd", 1, { trust: "self-reported" }),
      entry("off", "lion", 1, { cancelled: true }),
    ]),
  );
  expect(entries.map((one) => [one.entry, one.ranked, one.complete, one.endedAt])).toEqual([
    ["old", false, true, null],
    ["new", true, false, null],
    ["gone", false, true, null],
  ]);
});
