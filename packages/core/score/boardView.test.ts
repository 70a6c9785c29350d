import { expect, test } from "vitest";
import { boardViewSchema } from "../schema/api/boards.ts";
import { chargesOf } from "../schema/measures.ts";
import { type BoardEntry, boardView } from "./boardView.ts";
import type { TrialResult } from "./trialResult.ts";

const suite = {
  id: "quick",
  version: 1,
  title: "Quick",
  summary: "",
  workloads: ["mnist_mlp", "brown_lm"],
  rulesets: { external: { studies: 3, trials: 5 }, self: { studies: 3, trials: 1 as const } },
  rMax: 4,
  baselines: { external: "nadamw", self: "nadamw_self" },
};
const cards = suite.workloads.map((id) => ({
  id,
  variantOf: null,
  target: { evaluationPeriodSeconds: { "cpu-wasm": 0.5 } },
}));
const board = { suite: "quick", ruleset: "self" as const, hardwareClass: "cpu-wasm" };

const entry = (id: string, submission: string, trust: BoardEntry["trust"] = "verified"): BoardEntry => ({
  entry: id,
  submission,
  version: "a".repeat(64),
  number: 1,
  trust,
  trials: 6,
});
const results = (id: string, wall: (number | null)[]): TrialResult[] =>
  suite.workloads.flatMap((workload, w) =>
    [0, 1, 2].map((study) => ({
      submission: id,
      workload,
      study,
      trial: 0,
      times: chargesOf({ wall: wall[w] ?? null, steps: 100 }),
      finished: wall.length > w,
    })),
  );
const view = (measure: "wall" | "cpu" | "steps" = "wall") =>
  boardView({
    board,
    suite,
    cards,
    measure,
    official: "wall",
    entries: [
      entry("e1", "nadamw_self"),
      entry("e2", "adamw"),
      entry("e3", "adamw"),
      entry("e4", "sgd", "self-reported"),
    ],
    results: [
      ...results("e1", [10, 20]),
      ...results("e2", [20, 40]),
      ...results("e3", [30]),
      ...results("e4", [1, null]),
    ],
    updatedAt: "2026-11-21T00:00:00Z",
  });

test("fits the schema; verified entries are ranked, timed and compared with the baseline", () => {
  const parsed = boardViewSchema.parse(view());
  expect(parsed.rows.map(({ entry, rank, score, speedup }) => [entry, rank, score, speedup])).toEqual([
    ["e1", 1, 1, 1],
    ["e2", 2, 2 / 3, expect.closeTo(0.5, 12)],
    ["e3", 3, 1 / 6, expect.closeTo(1 / 3, 12)],
  ]);
  expect(parsed.rows[1]?.profile).toEqual([{ tau: 2, rho: 1 }]);
  expect(parsed.rows[0]?.scoreInterval).toEqual([1, 1]);
});

test("a row with unfinished trials is provisional, its missing workloads count as not reached", () => {
  const row = view().rows[2];
  expect(row).toMatchObject({ provisional: true, progress: { finished: 3, total: 6 } });
  expect(row?.times).toEqual({ mnist_mlp: 30, brown_lm: null });
});

test("self-reported entries stand apart and do not move a verified score", () => {
  expect(view().selfReported.map(({ entry, rank, score }) => [entry, rank, score])).toEqual([["e4", 1, 0.5]]);
});

test("another measure scores the same trials by its own times; an unknown clock reaches nothing", () => {
  expect(view("steps").rows.map(({ rank }) => rank)).toEqual([1, 1, 1]);
  expect(view("cpu").rows.map(({ score }) => score)).toEqual([0, 0, 0]);
});

test("the evaluation periods stand beside the official measure, and beside no other", () => {
  expect(view().evaluationPeriods).toEqual({ mnist_mlp: 0.5, brown_lm: 0.5 });
  expect(view("steps").evaluationPeriods).toEqual({});
});

test("a board without entries has no rows", () => {
  const empty = boardView({
    board,
    suite,
    cards,
    measure: "wall",
    official: "wall",
    entries: [],
    results: [],
    updatedAt: "2026-11-21T00:00:00Z",
  });
  expect(empty.rows).toEqual([]);
});
