import fc from "fast-check";
import { expect, test } from "vitest";
import { chargesOf } from "../schema/measures.ts";
import { scoreBoard, scoreStudies } from "./scoreBoard.ts";
import { studyTimes } from "./studyTimes.ts";
import { arbitraryBoard, type TestBoard } from "./testing/arbitraryBoard.ts";
import { trialCap } from "./trialCap.ts";
import type { TrialResult } from "./trialResult.ts";

/** What the platform would have seen: trials run in this order, each stopped at the cap known when it starts. */
function runWithCaps(board: TestBoard, order: readonly number[]): { results: TrialResult[]; capped: number } {
  const results: TrialResult[] = [];
  const byOrder = board.results
    .map((result, i) => ({ result, at: order[i] ?? 0 }))
    .sort((a, b) => a.at - b.at);
  let capped = 0;
  for (const { result } of byOrder) {
    const cap = trialCap({ ...board, ...result, results });
    const { wall } = result.times;
    const stopped = cap !== null && wall !== null && wall > cap;
    if (stopped) capped++;
    results.push(stopped ? { ...result, times: chargesOf({}) } : result);
  }
  return { results, capped };
}

const facts = (board: TestBoard, results: readonly TrialResult[]) =>
  scoreBoard({ ...board, results, resamples: 60, seed: 7 }).rows.map(
    ({ submission, rank, score, scoreInterval, rankInterval, profile, ratios }) => ({
      submission,
      rank,
      score,
      scoreInterval,
      rankInterval,
      profile,
      within: Object.values(ratios).filter((r) => r <= 4),
    }),
  );

const boardAndOrder = arbitraryBoard().chain((board) =>
  fc.tuple(
    fc.constant(board),
    fc.array(fc.double({ noNaN: true }), {
      minLength: board.results.length,
      maxLength: board.results.length,
    }),
  ),
);

test("caps leave scores, ranks, profiles and intervals as they are, in whatever order trials run", () => {
  let capped = 0;
  fc.assert(
    fc.property(boardAndOrder, ([board, order]) => {
      const run = runWithCaps(board, order);
      capped += run.capped;
      expect(facts(board, run.results)).toEqual(facts(board, board.results));
    }),
    { numRuns: 200 },
  );
  // The property would hold trivially if nothing were capped.
  expect(capped).toBeGreaterThan(100);
});

test("caps leave every relaxed target as it is", () => {
  fc.assert(
    fc.property(boardAndOrder, fc.double({ min: 0, max: 1, noNaN: true }), ([board, order], ease) => {
      // A trial meets an easier target at an earlier time of its own; a capped one shows that time up to its cap.
      const share = (i: number) => 1 - ease * Math.abs(Math.sin(1 + i));
      const results: TrialResult[] = [];
      const relaxed: TrialResult[] = [];
      const capped: TrialResult[] = [];
      const indices = board.results.map((_, i) => i).sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0));
      for (const i of indices) {
        const result = board.results[i] as TrialResult;
        const cap = trialCap({ ...board, ...result, results }) ?? Number.POSITIVE_INFINITY;
        const wall = result.times.wall;
        const at = (time: number | null) => ({ ...result, times: chargesOf({ wall: time }) });
        const easier = wall === null ? null : wall * share(i);
        results.push(at(wall !== null && wall <= cap ? wall : null));
        relaxed.push(at(easier));
        capped.push(at(easier !== null && easier <= cap ? easier : null));
      }
      expect(facts(board, capped)).toEqual(facts(board, relaxed));
    }),
    { numRuns: 100 },
  );
});

test("a cap never rises as results come in", () => {
  fc.assert(
    fc.property(arbitraryBoard(), (board) => {
      const trial = { ...board, workload: "base_0", submission: "submission_0", study: 0 };
      let before = Number.POSITIVE_INFINITY;
      for (let known = 0; known <= board.results.length; known++) {
        const cap =
          trialCap({ ...trial, results: board.results.slice(0, known) }) ?? Number.POSITIVE_INFINITY;
        expect(cap).toBeLessThanOrEqual(before);
        before = cap;
      }
    }),
    { numRuns: 50 },
  );
});

test("caps leave scores and intervals as they are where complete submissions lose their rank afterwards", () => {
  let capped = 0;
  fc.assert(
    fc.property(boardAndOrder, fc.integer({ min: 0, max: 4 }), ([board, order], place) => {
      const run = runWithCaps(board, order);
      capped += run.capped;
      const superseded = new Set([board.submissions[place % board.submissions.length] as string]);
      const ranked = (results: readonly TrialResult[]) => {
        const { workloads, submissions, studies, measure } = board;
        const table = studyTimes({
          workloads: workloads.map(({ id }) => id),
          submissions,
          studies,
          measure,
          results,
        });
        return scoreStudies({ ...board, studies: table, unranked: superseded, resamples: 60 }).rows.map(
          ({ submission, rank, score, scoreInterval, rankInterval, profile }) => [
            submission,
            rank,
            score,
            scoreInterval,
            rankInterval,
            profile,
          ],
        );
      };
      const rows = ranked(run.results);
      expect(rows).toEqual(ranked(board.results));
      expect(rows.map(([submission]) => submission)).not.toContain([...superseded][0]);
    }),
    { numRuns: 100 },
  );
  expect(capped).toBeGreaterThan(50);
});
