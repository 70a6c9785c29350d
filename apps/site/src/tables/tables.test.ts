import type { BoardView } from "@steepest/core/schema/api/boards.ts";
import { boardTable } from "@steepest/core/score/boardTable.ts";
import { parquetReadObjects } from "hyparquet";
import { expect, test } from "vitest";
import { bibtex } from "../format/citation.ts";
import { answerTable } from "./answerTable.ts";

const row = {
  ...{ rank: 1, rankInterval: [1, 2], submission: "adam", version: "a".repeat(64), number: 2, entry: "e1" },
  ...{ trust: "verified", provisional: false, progress: { finished: 9, total: 9 }, score: 0.5 },
  ...{ scoreInterval: null, times: { a: 1.25, b: null }, speedup: 1.5, speedupOver: 1, profile: [] },
};
const view = {
  ...{ id: "quick.self.cpu-wasm", measure: "reference", workloads: ["a", "b"], rows: [row] },
  selfReported: [{ ...row, entry: "e2", provisional: true, trust: "self-reported" }],
} as unknown as BoardView;

test("a board's rows are the same as CSV, as JSON and as Parquet", async () => {
  const table = boardTable(view);
  const json = await answerTable(table, "json").json();
  expect(json).toMatchObject([
    { entry: "e1", rank: 1, rank_high: 2, score_low: null, time_a: 1.25, time_b: null, speedup_over: 1 },
    { entry: "e2", rank: null, rank_low: null, trust: "self-reported" },
  ]);
  const parquet = await answerTable(table, "parquet").arrayBuffer();
  expect(await parquetReadObjects({ file: parquet })).toEqual(json);
  const csv = await answerTable(table, "csv").text();
  expect(csv.split("\r\n")[1]).toMatch(/^e1,adam,2,a{64},verified,1,1,2,0\.5,,,1\.5,1,9,9,1\.25,$/);
});

test("an empty table is a table, and a format that there is not is not found", async () => {
  const empty = boardTable({ ...view, rows: [], selfReported: [] });
  expect(await parquetReadObjects({ file: await answerTable(empty, "parquet").arrayBuffer() })).toEqual([]);
  expect(answerTable(empty, "xlsx").status).toBe(404);
  expect(answerTable(empty, "constructor").status).toBe(404);
  expect(answerTable(null, "csv").status).toBe(404);
});

test("a citation holds what strangers wrote as text", () => {
  const cited = bibtex({
    key: "steepest:e1 }",
    authors: ["Ada Lovelace", "Adam and Eve, Inc.", "\\input{x} 100%"],
    title: "adam_self on quick.self.cpu-wasm",
    url: "http://x.test/entries/e1}",
    date: new Date("2026-11-29T00:00:00Z"),
  });
  expect(cited).toBe(`@misc{steepest:e1,
  author = {Ada Lovelace and {Adam and Eve, Inc.} and inputx 100\\%},
  title = {{adam\\_self on quick.self.cpu-wasm}},
  year = {2026},
  month = {11},
  howpublished = {\\url{http://x.test/entries/e1%7D}}
}`);
});
