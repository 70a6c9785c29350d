import fc from "fast-check";
import { expect, test } from "vitest";
import { trapezoidCredit } from "./algoperf/algoperfRules.ts";
import { benchmarkScore, exactCredit, performanceProfile, rhoAt } from "./performanceProfile.ts";
import { type BoardScores, scoreBoard } from "./scoreBoard.ts";
import { arbitraryBoard, type TestBoard } from "./testing/arbitraryBoard.ts";

const rMax = 4;
const ratios = fc.array(fc.oneof(fc.double({ min: 1, max: 6, noNaN: true }), fc.constant(Infinity)), {
  minLength: 1,
  maxLength: 9,
});
const scoresOf = ({ rows }: BoardScores) => new Map(rows.map((row) => [row.submission, row.score]));
const scoreOnly = (board: TestBoard) => scoreBoard({ ...board, resamples: 0 });

test("a performance profile rises from step to step and ends at the share of workloads within r_max", () => {
  fc.assert(
    fc.property(ratios, (all) => {
      const profile = performanceProfile(all, rMax);
      for (const [i, step] of profile.entries()) {
        const before = profile[i - 1] ?? { tau: 0, rho: 0 };
        expect(step.tau).toBeGreaterThan(before.tau);
        expect(step.rho).toBeGreaterThan(before.rho);
      }
      for (const tau of [rMax, ...profile.map((step) => step.tau)]) {
        expect(rhoAt(profile, tau)).toBeCloseTo(all.filter((r) => r <= tau).length / all.length, 12);
      }
    }),
  );
});

test("the exact score is the area under the profile's steps", () => {
  fc.assert(
    fc.property(ratios, (all) => {
      const profile = performanceProfile(all, rMax);
      const area = profile.reduce(
        (sum, { tau, rho }, i) => sum + rho * ((profile[i + 1]?.tau ?? rMax) - tau),
        0,
      );
      expect(benchmarkScore(all, rMax)).toBeCloseTo(area / (rMax - 1), 10);
    }),
  );
});

test("the trapezoid rule tends to the exact integral, within half an interval", () => {
  fc.assert(
    fc.property(ratios, fc.integer({ min: 2, max: 5000 }), (all, points) => {
      const trapezoid = benchmarkScore(all, rMax, trapezoidCredit(points));
      expect(Math.abs(trapezoid - benchmarkScore(all, rMax, exactCredit))).toBeLessThanOrEqual(
        0.5 / (points - 1) + 1e-9,
      );
    }),
  );
});

test("scores lie in [0, 1], and ranks order them", () => {
  fc.assert(
    fc.property(arbitraryBoard(), (board) => {
      const { rows } = scoreOnly(board);
      for (const [i, row] of rows.entries()) {
        expect(row.score).toBeGreaterThanOrEqual(0);
        expect(row.score).toBeLessThanOrEqual(1);
        expect(row.rank).toBe(1 + rows.filter((other) => other.score > row.score).length);
        if (i > 0) expect(row.score).toBeLessThanOrEqual(rows[i - 1]?.score ?? 1);
      }
    }),
  );
});

test("the unit of a workload's time does not matter", () => {
  fc.assert(
    fc.property(arbitraryBoard(), fc.integer({ min: -5, max: 5 }), (board, power) => {
      const scaled = board.results.map((result) =>
        result.workload === board.workloads[0]?.id && result.times.wall !== null
          ? { ...result, times: { ...result.times, wall: result.times.wall * 2 ** power } }
          : result,
      );
      expect(scoresOf(scoreOnly({ ...board, results: scaled }))).toEqual(scoresOf(scoreOnly(board)));
    }),
  );
});

test("a submission that reaches nothing changes nobody's score", () => {
  fc.assert(
    fc.property(arbitraryBoard(), (board) => {
      const before = scoresOf(scoreOnly(board));
      const after = scoresOf(scoreOnly({ ...board, submissions: [...board.submissions, "nothing"] }));
      expect(after.get("nothing")).toBe(0);
      after.delete("nothing");
      expect(after).toEqual(before);
    }),
  );
});

test("without variants, a submission that joins raises nobody's score", () => {
  fc.assert(
    fc.property(arbitraryBoard({ variants: false }), (board) => {
      const joining = board.submissions.at(-1);
      const others = board.submissions.slice(0, -1);
      const before = scoresOf(scoreOnly({ ...board, submissions: others }));
      const after = scoresOf(scoreOnly(board));
      for (const other of others) {
        if (other !== joining) expect(after.get(other)).toBeLessThanOrEqual(before.get(other) ?? 0);
      }
    }),
  );
});

test("neither the order of results nor that of workloads matters", () => {
  fc.assert(
    fc.property(arbitraryBoard(), (board) => {
      const turned = {
        ...board,
        results: board.results.toReversed(),
        workloads: board.workloads.toReversed(),
      };
      const before = scoresOf(scoreOnly(board));
      for (const [submission, score] of scoresOf(scoreOnly(turned))) {
        expect(score).toBeCloseTo(before.get(submission) ?? Number.NaN, 12);
      }
    }),
  );
});

test("intervals hold their score and rank, and the same seed gives the same ones", () => {
  fc.assert(
    fc.property(arbitraryBoard(), (board) => {
      const { rows } = scoreBoard({ ...board, resamples: 40, seed: 3 });
      for (const row of rows) {
        const [low, high] = row.scoreInterval ?? [0, 1];
        expect(row.score >= low && row.score <= high).toBe(true);
        const [best, worst] = row.rankInterval ?? [1, rows.length];
        expect(row.rank >= best && row.rank <= worst).toBe(true);
        expect(row.scoreInterval === null).toBe(board.studies === 1);
      }
      expect(scoreBoard({ ...board, resamples: 40, seed: 3 }).rows).toEqual(rows);
    }),
    { numRuns: 30 },
  );
});
