import { expect, test } from "vitest";
import { boardViewSchema } from "../schema/api/boards.ts";
import { boardPage } from "./boardPage.ts";
import { type BoardEntry, type BoardViewInput, boardView } from "./boardView.ts";

const suite = {
  id: "quick",
  version: 1,
  title: "Quick",
  summary: "",
  practice: true,
  workloads: ["mnist_mlp", "brown_lm"],
  rulesets: { external: { studies: 3, trials: 5 }, self: { studies: 3, trials: 1 as const } },
  rMax: 4,
  baselines: { external: "nadamw", self: "nadamw_self" },
};
const cards = suite.workloads.map((id) => ({
  id,
  variantOf: null,
  target: { evaluationPeriodSeconds: { "cpu-wasm": 0.5 }, validation: 0.9 },
}));
const board = { suite: "quick", ruleset: "self" as const, hardwareClass: "cpu-wasm" };

/** `times` by measure: what every study of a workload took; a workload without is not run yet. */
const entry = (
  id: string,
  submission: string,
  times: readonly (number | null)[],
  more: Partial<BoardEntry> = {},
): BoardEntry => ({
  entry: id,
  submission,
  version: "a".repeat(64),
  number: 1,
  trust: "verified",
  cancelled: false,
  trials: 6,
  finished: 3 * times.length,
  studies: Object.fromEntries(suite.workloads.map((id, w) => [id, [0, 1, 2].map(() => times[w] ?? null)])),
  ...more,
});
const viewOf = (
  entries: readonly BoardEntry[],
  measure: "wall" | "steps" = "wall",
  more: Partial<Pick<BoardViewInput, "resamples" | "cards">> = {},
) =>
  boardView({
    ...{ board, suite, cards, measure, entries, updatedAt: "2026-11-21T00:00:00Z", ...more },
    official: "wall",
  });
const three = [
  entry("e1", "nadamw_self", [10, 20]),
  entry("e2", "adamw", [20, 40]),
  entry("e3", "lamb", [30]),
];
const four = [...three, entry("e4", "sgd", [1, null], { trust: "self-reported" })];

test("fits the schema; verified entries are ranked, timed and compared with the baseline", () => {
  const parsed = boardViewSchema.parse(boardPage(viewOf(four), 1));
  expect(parsed.rows.map(({ entry, rank, score, speedup }) => [entry, rank, score, speedup])).toEqual([
    ["e1", 1, 1, 1],
    ["e2", 2, 2 / 3, expect.closeTo(0.5, 12)],
    ["e3", 3, 1 / 6, expect.closeTo(1 / 3, 12)],
  ]);
  expect(parsed.rows[1]?.profile).toEqual([{ tau: 2, rho: 1 }]);
  expect(parsed.rows[0]?.scoreInterval).toEqual([1, 1]);
  expect(parsed).toMatchObject({ page: 1, pages: 1, totals: { rows: 3, selfReported: 1, unranked: 0 } });
  expect(parsed.fastest).toEqual({
    rows: { mnist_mlp: 10, brown_lm: 20 },
    selfReported: { mnist_mlp: 1, brown_lm: null },
  });
});

test("a row with unfinished trials is provisional, its missing workloads count as not reached", () => {
  const row = viewOf(four).rows[2];
  expect(row).toMatchObject({ provisional: true, progress: { finished: 3, total: 6 } });
  expect(row?.times).toEqual({ mnist_mlp: 30, brown_lm: null });
});

test("self-reported entries stand apart and do not move a verified score", () => {
  expect(viewOf(four).selfReported.map(({ entry, rank, score }) => [entry, rank, score])).toEqual([
    ["e4", 1, 0.5],
  ]);
  expect(viewOf(four).rows).toEqual(viewOf(three).rows);
});

test("the evaluation periods stand beside the official measure, and beside no other", () => {
  expect(viewOf(four).evaluationPeriods).toEqual({ mnist_mlp: 0.5, brown_lm: 0.5 });
  expect(viewOf(four, "steps").evaluationPeriods).toEqual({});
  // A workload that was not calibrated for the class has none.
  const [mlp, lm] = cards as [(typeof cards)[0], (typeof cards)[0]];
  const uncalibrated = { ...lm, target: { ...lm.target, evaluationPeriodSeconds: {} } };
  expect(viewOf(four, "wall", { cards: [mlp, uncalibrated] }).evaluationPeriods).toEqual({ mnist_mlp: 0.5 });
});

test("a board without entries has one page without rows", () => {
  expect(boardPage(viewOf([]), 1)).toMatchObject({ rows: [], unranked: [], pages: 1 });
});

test("of a submission's versions the latest is ranked, whatever the order of entering; earlier ones are listed", () => {
  const [v1, v2, v3] = [1, 2, 3].map((number) => entry(`v${number}`, "adamw", [10 + number, 20], { number }));
  const { rows, unranked } = viewOf([v1, v3, v2].flatMap((one) => one ?? []));
  expect(rows.map(({ entry }) => entry)).toEqual(["v3"]);
  expect(unranked.map(({ entry, status, times }) => [entry, status, times])).toEqual([
    ["v2", "superseded", { mnist_mlp: 12, brown_lm: 20 }],
    ["v1", "superseded", { mnist_mlp: 11, brown_lm: 20 }],
  ]);
});

test("a superseded entry that is complete stays what others are compared with, since it may have capped them", () => {
  const old = entry("v1", "fast", [10, 10]);
  const other = entry("o", "other", [20, 20]);
  const before = viewOf([old, other]).rows.find((row) => row.entry === "o");
  const after = viewOf([old, other, entry("v2", "fast", [100, 100], { number: 2 })]).rows;
  expect(after.find((row) => row.entry === "o")).toMatchObject({
    score: before?.score,
    profile: before?.profile,
    rank: 1,
  });
  expect(after.find((row) => row.entry === "v2")).toMatchObject({ score: 0, rank: 2 });
});

test("a superseded entry that is complete has a row apart, with the rank that it would have and no interval", () => {
  const old = entry("v1", "fast", [10, 10]);
  const all = [old, ...three, entry("v2", "fast", [100, 100], { number: 2 })];
  const { rows, earlier } = viewOf(all);
  expect(earlier).toMatchObject([{ entry: "v1", superseded: true, rank: 1, rankInterval: null, score: 1 }]);
  expect(rows.map(({ entry, rank, superseded }) => [entry, rank, superseded])).toEqual([
    ["e1", 1, undefined],
    ["e2", 2, undefined],
    ["e3", 3, undefined],
    ["v2", 3, undefined],
  ]);
  expect(boardPage(viewOf(all), 1)).not.toHaveProperty("earlier");
  const withdrawn = [{ ...old, withdrawn: true }, ...three];
  expect(viewOf(withdrawn).earlier).toEqual([]);
});

test("a superseded entry that is not complete, which may yet be cancelled, counts nowhere", () => {
  const rows = viewOf([entry("v1", "fast", [10]), entry("v2", "fast", [100, 100], { number: 2 })]).rows;
  expect(rows).toMatchObject([{ entry: "v2", score: 1, rankInterval: [1, 1] }]);
});

test("a cancelled entry is listed, counts nowhere and supersedes nothing", () => {
  const cancelled = entry("v2", "adamw", [1], { number: 2, cancelled: true });
  const { rows, unranked } = viewOf([...three, cancelled]);
  expect(rows).toEqual(viewOf(three).rows);
  expect(unranked).toMatchObject([
    { entry: "v2", status: "cancelled", times: { mnist_mlp: 1, brown_lm: null } },
  ]);
});

test("a self-reported version does not supersede a verified one", () => {
  const claim = entry("c", "adamw", [1, 1], { number: 2, trust: "self-reported" });
  expect(viewOf([...three, claim]).rows.map(({ entry }) => entry)).toEqual(["e1", "e2", "e3"]);
});

test("the baseline of speed-ups is the latest version's", () => {
  const rows = viewOf([...three, entry("b2", "nadamw_self", [20, 40], { number: 2 })]).rows;
  expect(rows.find(({ entry }) => entry === "e2")?.speedup).toBeCloseTo(1, 12);
});

test("pages have their part of each list, and together all of it", () => {
  const many = Array.from({ length: 120 }, (_, i) => entry(`e${i}`, `s${i}`, [10 + i, 20]));
  const whole = viewOf([...many, entry("x", "s0", [1], { cancelled: true })], "wall", { resamples: 0 });
  const pages = [1, 2, 3].map((page) => boardPage(whole, page));
  expect(pages.flatMap(({ rows }) => rows)).toEqual(whole.rows);
  expect(pages.map(({ rows, unranked, pages }) => [rows.length, unranked.length, pages])).toEqual([
    [50, 1, 3],
    [50, 0, 3],
    [20, 0, 3],
  ]);
  expect(pages[2]?.fastest.rows).toEqual(whole.fastest.rows);
});

test("a withdrawn entry has no rank, moves no score, and brings no earlier version back", () => {
  const first = entry("v1", "adamw", [12, 20]);
  const second = entry("v2", "adamw", [20, 40], { number: 2 });
  const others = [entry("e1", "nadamw_self", [10, 20]), entry("e3", "lamb", [30, 30])];
  const before = viewOf([...others, first, second]);
  const after = viewOf([...others, first, { ...second, withdrawn: true }]);
  expect(after.rows.map(({ entry, rank }) => [entry, rank])).toEqual([
    ["e1", 1],
    ["e3", 2],
  ]);
  const scores = ({ rows }: typeof before) =>
    rows.filter(({ entry }) => entry !== "v2").map(({ score }) => score);
  expect(scores(after)).toEqual(scores(before));
  expect(after.unranked.map(({ entry, status }) => [entry, status])).toEqual([
    ["v2", "withdrawn"],
    ["v1", "superseded"],
  ]);
});

test("of the first rows that are complete it is said how often each beats each, and which are tied", () => {
  const spread = (id: string, factor: number): BoardEntry =>
    entry(id, id, [], {
      finished: 6,
      studies: Object.fromEntries(
        suite.workloads.map((name) => [name, [1, 1.1, 1.2].map((time) => factor * time)]),
      ),
    });
  // Two workloads of three studies: p = 2 / 400 at best, 0.015 for three pairs.
  const { standing } = viewOf([
    spread("slow", 3),
    spread("fast", 1),
    entry("e3", "lamb", [0.1]),
    spread("near", 1.05),
  ]);
  expect(standing?.entries).toEqual(["fast", "near", "slow"]);
  expect(standing?.tied).toEqual([[0, 1], [2]]);
  expect(standing?.pairs.map(({ one, other }) => [one, other])).toEqual([
    [0, 1],
    [0, 2],
    [1, 2],
  ]); // prettier-ignore
  expect(standing?.pairs[1]?.adjusted).toBeCloseTo((3 * 2) / 400, 12);
  const { beats } = standing ?? { beats: null };
  expect(beats?.map((row) => row.length)).toEqual([3, 3, 3]);
  expect(beats?.[0]?.[0]).toBeCloseTo(0.5, 9);
  expect(beats?.[0]?.[2]).toBeCloseTo(1, 9);
  expect((beats?.[0]?.[1] ?? 0) + (beats?.[1]?.[0] ?? 0)).toBeCloseTo(1, 9);
  expect(beats?.[0]?.[1]).toBeGreaterThan(0.5);
  expect(beats?.[0]?.[1]).toBeLessThan(1);
  expect(viewOf([three[0] as BoardEntry]).standing).toBeNull();
});

test("a workload of which an entry knows nothing yet is one that it has not reached, in its row and in the comparison", () => {
  const bare = { ...entry("e1", "adam", [10, 10]), studies: { mnist_mlp: [10, 10, 10] } };
  const { rows, standing } = viewOf([bare, entry("e2", "lamb", [20, 20])]);
  expect(rows.map(({ entry, times }) => [entry, times])).toEqual([
    ["e2", { mnist_mlp: 20, brown_lm: 20 }],
    ["e1", { mnist_mlp: 10, brown_lm: null }],
  ]);
  expect(standing?.entries).toEqual(["e2", "e1"]);
  const gone = viewOf([{ ...bare, cancelled: true }]).unranked;
  expect(gone).toMatchObject([{ entry: "e1", times: { mnist_mlp: 10, brown_lm: null } }]);
});

test("only where the suite has cards are variants known as such, and rows of self-reported entries have no comparison", () => {
  const variant = cards.map((card) => (card.id === "brown_lm" ? { ...card, variantOf: "mnist_mlp" } : card));
  const input = {
    board,
    suite,
    measure: "wall",
    official: "wall",
    updatedAt: "2026-11-21T00:00:00Z",
  } as const;
  const entries = [entry("e1", "adam", [10, null]), entry("e2", "lamb", [20, 20])];
  const scores = (of: typeof cards) =>
    boardView({ ...input, cards: of, entries }).rows.map(({ entry, score }) => [entry, score]);
  // Who misses the variant misses its base.
  expect(scores(variant as typeof cards)).toEqual([
    ["e2", 1],
    ["e1", 0],
  ]);
  expect(scores([])).toEqual([
    ["e2", expect.closeTo(5 / 6, 12)],
    ["e1", 0.5],
  ]);
  const claims = entries.map((one) => ({ ...one, trust: "self-reported" as const }));
  expect(viewOf(claims).standing).toBeNull();
  expect(viewOf(claims).earlier).toEqual([]);
});
