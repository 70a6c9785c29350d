import { type BoardEntry, boardView } from "@steepest/core/score/boardView.ts";
import { rankSetting } from "@steepest/core/score/rankSetting.ts";
import { card, suite } from "@steepest/workloads/catalogue.ts";
import { expect, test } from "vitest";
import { isBelowBar } from "./auditBoard.ts";

const board = { suite: "quick", ruleset: "self", hardwareClass: "cpu-wasm" } as const;
const quick = suite("quick");

/** A number from 0 to 1 of each place in a sequence. */
const drawn = (place: number): number => ((place * 7919 + 104729) % 10007) / 10007;

const entryOf = (number: number, slowness = 0): BoardEntry => ({
  ...{ entry: `e${number}`, submission: `s${number}`, version: `v${number}`, number: 1, trust: "verified" },
  ...{ cancelled: false, trials: 9, finished: 9 },
  studies: Object.fromEntries(
    quick.workloads.map((id, workload) => [
      id,
      [0, 1, 2].map((study) => {
        const place = drawn(number * 31 + workload * 7 + study);
        return place > 0.95 ? null : 1 + slowness + 2 * place;
      }),
    ]),
  ),
});

const viewOf = (entries: readonly BoardEntry[]) =>
  boardView({
    ...{ board, suite: quick, cards: quick.workloads.map(card), entries, updatedAt: "", resamples: 0 },
    ...{ measure: "reference", official: "reference" },
  });

test("an entry that is said to set nothing sets nothing: with it on the board, the same is audited as without", () => {
  const [seen, set] = [[] as boolean[], [] as boolean[]];
  for (let round = 0; round < 60; round++) {
    const others = Array.from({ length: 11 + (round % 9) }, (_, at) => entryOf(round * 40 + at));
    const { rows, fastest } = viewOf(others);
    const bar = { score: rows[9]?.score ?? 0, fastest: fastest.rows };
    const added = entryOf(round * 40 + 39, (round % 4) / 3);
    const isBelow = isBelowBar(board, added, bar);
    const before = rankSetting(rows);
    const after = rankSetting(viewOf([...others, added]).rows);
    if (isBelow) expect(after).toEqual(before);
    seen.push(isBelow);
    set.push(JSON.stringify(after) !== JSON.stringify(before));
  }
  // Both kinds are among them, and not every one that sets nothing is looked at.
  expect(new Set(seen)).toEqual(new Set([true, false]));
  expect(set).toContain(true);
});

test("what ties with the fastest, and a later version, is looked at however slow it is otherwise", () => {
  const bar = { score: 0.5, fastest: Object.fromEntries(quick.workloads.map((id) => [id, 1])) };
  const slow = { number: 1, studies: Object.fromEntries(quick.workloads.map((id) => [id, [3.9, 3.9, 3.9]])) };
  expect(isBelowBar(board, slow, bar)).toBe(true);
  expect(isBelowBar(board, { ...slow, number: 2 }, bar)).toBe(false);
  const level = { ...slow, studies: { ...slow.studies, [quick.workloads[0] ?? ""]: [1, 1, 9] } };
  expect(isBelowBar(board, level, bar)).toBe(false);
  const never = {
    number: 1,
    studies: Object.fromEntries(quick.workloads.map((id) => [id, [null, null, 2]])),
  };
  expect(isBelowBar(board, never, bar)).toBe(true);
});
