import { expect, test } from "vitest";
import { chargesOf } from "../../schema/measures.ts";
import { type EvaluatedResult, firstByEvaluation } from "./firstByEvaluation.ts";

const trial = (number: number, evaluation: number | null, wall: number | null, steps: number | null = null) =>
  ({
    submission: "nadamw",
    workload: "wmt",
    study: 0,
    trial: number,
    times: chargesOf({ wall, steps }),
    evaluation,
    finished: true,
  }) satisfies EvaluatedResult;
const winner = (trials: EvaluatedResult[], measure: "wall" | "steps" = "wall") =>
  firstByEvaluation(trials, measure)
    .filter(({ evaluation }) => evaluation !== null)
    .map((result) => result.trial);

test("the smallest evaluation index wins, whatever its time", () => {
  expect(winner([trial(1, 4, 10), trial(2, 3, 50), trial(3, null, null)])).toEqual([2]);
});

test("of equal indices the faster trial wins, wherever it stands, by the measure that is asked for", () => {
  const trials = [trial(1, 3, 50, 7), trial(2, 3, 40, 9), trial(3, 3, 60, 8)];
  expect(winner(trials)).toEqual([2]);
  expect(winner(trials.toReversed())).toEqual([2]);
  expect(winner(trials, "steps")).toEqual([1]);
});

test("an earlier evaluation stays the winner, and of trials that are alike the first", () => {
  expect(winner([trial(1, 3, 50), trial(2, 4, 10)])).toEqual([1]);
  expect(winner([trial(1, 3, 50), trial(2, 3, 50)])).toEqual([1]);
});

test("every study has its own winner, and the others are not reached", () => {
  const other = { ...trial(1, 9, 90), study: 1 };
  const results = firstByEvaluation([trial(1, 2, 5), trial(2, 2, 4), other], "wall");
  expect(results.map(({ times }) => times.wall)).toEqual([null, 4, 90]);
});
