import fc from "fast-check";
import { expect, test } from "vitest";
import { chargesOf } from "../../schema/measures.ts";
import { scoreBoard } from "../scoreBoard.ts";
import { orderPoints, scorePoints } from "./scorePoints.ts";
import { arbitraryEvidence } from "./testing/arbitraryEvidence.ts";

test("scores are those of a board of which every point is a submission", () => {
  fc.assert(
    fc.property(arbitraryEvidence({ gaps: true }), (evidence) => {
      const { points, workloads, rMax, trials } = evidence;
      const names = Array.from({ length: points }, (_, point) => `${point}`);
      const board = scoreBoard({
        workloads: workloads.map((id) => ({ id, variantOf: null })),
        measure: "wall",
        rMax,
        studies: "lenient",
        baseline: null,
        submissions: names,
        resamples: 0,
        results: trials.map(({ point, workload, study, time }) => ({
          submission: `${point}`,
          workload,
          study,
          trial: 0,
          times: chargesOf({ wall: Number.isFinite(time) ? time : null }),
          finished: true,
        })),
      });
      for (const { point, score } of scorePoints(evidence)) {
        expect(board.rows.find(({ submission }) => submission === `${point}`)?.score).toBeCloseTo(score, 12);
      }
    }),
  );
});

test("the order of points does not depend on the order in which trials ended", () => {
  const shuffled = arbitraryEvidence({ gaps: true }).chain((evidence) =>
    fc
      .shuffledSubarray([...evidence.trials], { minLength: evidence.trials.length })
      .map((trials) => ({ evidence, trials })),
  );
  fc.assert(
    fc.property(shuffled, ({ evidence, trials }) => {
      expect(orderPoints(scorePoints({ ...evidence, trials }))).toEqual(orderPoints(scorePoints(evidence)));
    }),
  );
});

test("scores and standings lie between 0 and 1", () => {
  fc.assert(
    fc.property(arbitraryEvidence({ gaps: true }), (evidence) => {
      for (const { score, standing } of scorePoints(evidence)) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(standing).toBeGreaterThanOrEqual(0);
        expect(standing).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test("a point that gets faster on one workload never falls in the order", () => {
  fc.assert(
    fc.property(arbitraryEvidence({ gaps: false }), fc.nat(), (evidence, at) => {
      const point = at % evidence.points;
      const place = (trials: typeof evidence.trials) =>
        orderPoints(scorePoints({ ...evidence, trials })).findIndex((row) => row.point === point);
      const faster = evidence.trials.map((trial) =>
        trial.point === point && trial.workload === "workload_0"
          ? { ...trial, time: Math.min(trial.time / 2, 20) }
          : trial,
      );
      expect(place(faster)).toBeLessThanOrEqual(place(evidence.trials));
    }),
  );
});
