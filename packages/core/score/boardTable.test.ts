import { expect, test } from "vitest";
import type { BoardRow, BoardView } from "../schema/api/boards.ts";
import { boardTable } from "./boardTable.ts";

const row: BoardRow = {
  ...{ rank: 2, rankInterval: [1, 3], submission: "adam", version: "a".repeat(64), number: 4, entry: "e1" },
  ...{ trust: "verified", provisional: false, progress: { finished: 8, total: 9 }, score: 0.5 },
  ...{ scoreInterval: [0.4, 0.6], times: { a: 1.25, b: null }, speedup: 1.5, speedupOver: 1, profile: [] },
};
const view = {
  ...{
    id: "quick.self.cpu-wasm",
    measure: "reference",
    workloads: ["a", "b", "c"],
    rows: [row],
    selfReported: [],
  },
} as unknown as BoardView;
const objects = (shown: Partial<BoardView>) => {
  const { columns, rows } = boardTable({ ...view, ...shown });
  return rows.map((cells) => {
    expect(cells).toHaveLength(columns.length);
    return Object.fromEntries(columns.map(({ name }, at) => [name, cells[at]]));
  });
};
const common = {
  ...{ entry: "e1", submission: "adam", version_number: 4, version: "a".repeat(64), trust: "verified" },
  ...{ rank: 2, rank_low: 1, rank_high: 3, score: 0.5, score_low: 0.4, score_high: 0.6, speedup: 1.5 },
  ...{ speedup_over: 1, trials_finished: 8, trials: 9, time_a: 1.25, time_b: null, time_c: null },
};

test("a row has what its board shows of it, a column for each", () => {
  expect(boardTable(view).name).toBe("quick.self.cpu-wasm-reference");
  expect(objects({})).toEqual([common]);
  const texts = boardTable(view).columns.filter(({ type }) => type === "text");
  expect(texts.map(({ name }) => name)).toEqual(["entry", "submission", "version", "trust"]);
  expect(boardTable(view).columns.every(({ type }) => type === "text" || type === "number")).toBe(true);
});

test("verified rows come first, and rows without a rank have none, nor its interval", () => {
  const rows = objects({
    rows: [row, { ...row, entry: "e2", provisional: true }, { ...row, entry: "e3", superseded: true }],
    selfReported: [{ ...row, entry: "e4", trust: "self-reported", rankInterval: null, scoreInterval: null }],
  });
  expect(rows.map(({ entry, rank, rank_low, rank_high }) => [entry, rank, rank_low, rank_high])).toEqual([
    ["e1", 2, 1, 3],
    ["e2", null, null, null],
    ["e3", null, null, null],
    ["e4", 2, null, null],
  ]);
  expect(rows[3]).toMatchObject({ score: 0.5, score_low: null, score_high: null, trust: "self-reported" });
});

test("details have columns of their own where they were asked for, empty of rows that have none", () => {
  const details = {
    ...{ authors: ["Ada", "Eve"], paper: "https://arxiv.org/abs/1", stateBytesPerParameter: 8, steps: 7 },
    ...{
      enteredAt: "2026-11-29T00:00:00Z",
      chargedSeconds: 3,
      gradients: 6,
      gradientsOver: 2,
      gradientsOfAll: 12,
      bytesSent: 13,
      criticalSeconds: 2,
      privacy: { epsilon: 1.5, delta: 1e-5 },
    },
  };
  const shown = { details: { e1: details }, selfReported: [{ ...row, entry: "e2" }] };
  expect(objects(shown)).toEqual([
    {
      ...common,
      ...{ authors: "Ada, Eve", paper: "https://arxiv.org/abs/1", state_bytes_per_parameter: 8, steps: 7 },
      ...{ entered_at: "2026-11-29T00:00:00Z", charged_seconds: 3, gradients: 6, gradients_over: 2 },
      ...{ gradients_of_all_trials: 12, bytes_sent: 13 },
      ...{ critical_seconds: 2, stated_epsilon: 1.5, stated_delta: 1e-5 },
    },
    {
      ...common,
      ...{ entry: "e2", authors: null, paper: null, state_bytes_per_parameter: null, steps: null },
      ...{ entered_at: null, charged_seconds: null, gradients: null, gradients_over: null },
      ...{ gradients_of_all_trials: null, bytes_sent: null },
      ...{ critical_seconds: null, stated_epsilon: null, stated_delta: null },
    },
  ]);
  const columns = boardTable({ ...view, ...shown }).columns.slice(-13);
  expect(columns.filter(({ type }) => type === "text").map(({ name }) => name)).toEqual([
    "authors",
    "paper",
    "entered_at",
  ]);
});
