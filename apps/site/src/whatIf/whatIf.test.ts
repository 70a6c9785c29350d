import type { BoardStudies } from "@steepest/core/schema/api/boards.ts";
import { boardRules } from "@steepest/core/score/whatIf.ts";
import { expect, test } from "vitest";
import { readRecordFiles } from "./readRecordFiles.ts";
import { renderWhatIf } from "./renderWhatIf.ts";
import { rulesOf, rulesQuery } from "./rulesOf.ts";

const board: BoardStudies = {
  id: "quick.self.cpu-wasm",
  suiteVersion: 1,
  measure: "reference",
  rMax: 4,
  baseline: "base",
  studies: 3,
  workloads: ["a", "b"].map((id) => ({ id, variantOf: null, target: 0.5 })),
  entries: ["base", "fast"].map((submission, at) => ({
    ...{ entry: `e${at}`, submission, number: 1, ranked: true, complete: true, endedAt: null },
    times: [0, 1].map(() => [4, 4, 4].map((time) => time / (at + 1))),
  })),
  updatedAt: "2026-11-29T00:00:00Z",
};
const rules = (query: string) => rulesOf(new URLSearchParams(query), board);

test("rules are in the address, and what it leaves out is as on the board", () => {
  expect(rules("")).toEqual(boardRules(board));
  expect(rules("rmax=2.5&w=a&without=fast,%20base&anchor=fast")).toEqual({
    ...{
      rMax: 2.5,
      workloads: new Set(["a"]),
      without: new Set(["fast", "base"]),
      relaxed: 0,
      anchor: "fast",
      added: null,
    },
  });
  expect(rules("relax=12").relaxed).toBe(0.12);
  expect(rules("w=a&w=b")).toEqual(boardRules(board));
  for (const odd of [
    "rmax=1",
    "rmax=NaN",
    "rmax=1e9",
    "rmax=",
    "relax=51",
    "relax=-3",
    "relax=x",
    "w=nothing",
    "anchor=",
  ]) {
    expect(rules(odd), odd).toEqual(boardRules(board));
  }
});

test("their shortest address gives them back", () => {
  expect(rulesQuery(rules(""), board, null)).toBe("");
  const query = rulesQuery(rules("rmax=2.5&relax=7&w=a&without=fast&anchor=fast"), board, "wall");
  expect(query).toBe("measure=wall&rmax=2.5&relax=7&w=a&without=fast&anchor=fast");
  expect(rules(query)).toEqual(rules("rmax=2.5&relax=7&w=a&without=fast&anchor=fast"));
});

const record = (study: number, seconds: number | null, more: object = {}) => ({
  format: "steepest-record/2",
  submission: { name: "mine", ruleset: "self" },
  workload: { id: "a", target: 0.5 },
  environment: { hardwareClass: "cpu-wasm" },
  study,
  timeToTarget: seconds === null ? null : { charged: { reference: seconds, wall: 99 } },
  ...more,
});
const file = (...documents: object[]) => [
  { name: "f", text: documents.map((one) => JSON.stringify(one)).join("\n") },
];

test("dropped records are ranked: of a study the fastest trial, of an export the lines that are records", () => {
  const lines = file(record(0, 3), record(0, 1), record(1, null), { format: "steepest-export-end/1" });
  const read = readRecordFiles(lines, board);
  expect(read).toMatchObject({
    records: 3,
    problems: [],
    added: { submission: "mine", times: { a: [1, null] } },
  });
  expect(read.added?.milestones).toEqual({ a: [[], []] });
  const html = renderWhatIf(board, { ...boardRules(board), added: read.added });
  expect(html).toContain("mine would be rank");
  expect(html).toContain("<small>yours</small>");
});

test("records of something else are named and not taken", () => {
  const problemOf = (more: object) => readRecordFiles(file(record(0, 1, more)), board).problems[0];
  expect(problemOf({ workload: { id: "a", target: 0.4 } })).toContain("the target 0.4, the board 0.5");
  expect(problemOf({ workload: { id: "z", target: 0.5 } })).toContain("which the board does not have");
  expect(problemOf({ environment: { hardwareClass: "webgpu" } })).toContain("hardware class webgpu");
  expect(problemOf({ submission: { name: "x", ruleset: "external" } })).toContain("ruleset external");
  expect(problemOf({ format: "else" })).toContain("no Steepest record");
  expect(readRecordFiles([{ name: "f", text: "{ not json" }], board).problems).toEqual(["f is not JSON."]);
  expect(readRecordFiles([{ name: "f", text: "[1]" }], board).added).toBeNull();
  const two = file(record(0, 1), record(1, 1, { submission: { name: "other", ruleset: "self" } }));
  expect(readRecordFiles(two, board)).toMatchObject({
    added: null,
    problems: [expect.stringContaining("mine and other")],
  });
});

test("what a file or an address says is text on the page", () => {
  const evil = "<img src=x onerror=alert(1)>";
  const added = { submission: evil, times: { a: [1, 1, 1], b: [1, 1, 1] }, milestones: {} };
  const html = renderWhatIf(board, { ...boardRules(board), without: new Set([evil]), anchor: evil, added });
  expect(html).not.toContain("<img");
  expect(html).toContain("&lt;img");
});

test("ranks that move are marked and drawn", () => {
  const html = renderWhatIf(board, { ...boardRules(board), without: new Set(["fast"]) });
  expect(html).toContain('<small class="up">▲ 1</small>');
  expect(html).toContain("base: from rank 2 to 1.");
  expect(renderWhatIf(board, { ...boardRules(board), without: new Set(["fast", "base"]) })).toContain(
    "Nothing is ranked.",
  );
});

test("by easier targets a dropped record counts from the evaluation that met them, and the page says what they are", () => {
  const evaluation = (value: number, seconds: number) => ({
    validation: { error: value },
    charged: { reference: seconds, wall: 9 },
  });
  const metric = { name: "error", direction: "min" };
  const workload = { id: "a", target: 0.5, metric };
  const missed = record(0, null, { workload, evaluations: [evaluation(0.7, 1), evaluation(0.54, 3)] });
  const { added } = readRecordFiles(file(missed), board);
  expect(added?.milestones["a"]).toEqual([
    [
      [0.7, 1],
      [0.54, 3],
    ],
  ]);
  const milestones = {
    ...{ id: board.id, measure: board.measure, unknown: 2 },
    workloads: ["a", "b"].map((id) => ({ id, direction: "min" as const, target: 0.5 })),
    entries: [],
  };
  const only = { ...board, studies: 1, entries: [] };
  const asked = { ...boardRules(only), relaxed: 0.1, added };
  const html = renderWhatIf(only, asked, milestones);
  expect(html).toContain("targets 10 % easier");
  expect(html).toContain("a ≤ 0.55 instead of 0.5");
  expect(html).toContain("2 records are too old for this");
  expect(html).toMatch(/mine.*3\.00/);
  expect(renderWhatIf(only, { ...asked, relaxed: 0 }, null)).not.toContain("easier");
});

test("the reader ticks whose ranks are drawn, and one's own always is", () => {
  const many = {
    ...board,
    entries: Array.from({ length: 12 }, (_, at) => ({
      ...{ entry: `e${at}`, submission: `s_${at}`, number: 1, ranked: true, complete: true, endedAt: null },
      times: [0, 1].map(() => [at + 1, at + 1, at + 1]),
    })),
  };
  const added = { submission: "mine", times: { a: [9, 9, 9], b: [9, 9, 9] }, milestones: {} };
  const lines = (html: string) => html.match(/<line class="stroke-/g)?.length ?? 0;
  expect(lines(renderWhatIf(many, boardRules(many)))).toBe(8);
  const html = renderWhatIf(many, { ...boardRules(many), added }, null, ["e3", "e9"]);
  // What is new comes from nowhere: it has no line, but a dot.
  expect(lines(html)).toBe(2);
  expect(html.match(/name="entry" value="\w+" checked/g)).toHaveLength(2);
  expect(html).toMatch(/<desc>.*mine: new, rank \d+\./);
  expect(rulesQuery(rules(""), board, null, ["e3", "e9"])).toBe("entry=e3&entry=e9");
});
