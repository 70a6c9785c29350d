import { expect, test } from "vitest";
import { chargesOf } from "../schema/measures.ts";
import { missingStudies } from "./missingStudies.ts";
import { type MissingStudies, studyTimes } from "./studyTimes.ts";
import type { TrialResult } from "./trialResult.ts";

const result = (submission: string, study: number, wall: number | null, trial = 0): TrialResult => ({
  submission,
  workload: "w",
  study,
  trial,
  times: chargesOf({ wall }),
  finished: true,
});
const cells = (results: TrialResult[], studies: number | MissingStudies) => {
  const submissions = [...new Set(results.map(({ submission }) => submission))];
  const table = studyTimes({ submissions, workloads: ["w"], studies, measure: "wall", results });
  return submissions.map((_, s) => [
    ...table.sorted.subarray(s * table.stride, s * table.stride + (table.counts[s] ?? 0)),
  ]);
};
const infinity = Number.POSITIVE_INFINITY;

test.each([20_240_101, 1_710_000_000, Number.MAX_SAFE_INTEGER])(
  "study %d is one study: its number is a label",
  (label) => {
    expect(cells([result("a", label, 5), result("a", label, 3, 1), result("b", 0, 4)], "strict")).toEqual([
      [3],
      [4],
    ]);
  },
);

test("a missing study is not reached under the strict rule, and left out under the lenient one", () => {
  const results = [result("a", 7, 5), result("a", 8, null), result("a", 9, 3), result("b", 1, 4)];
  expect(cells(results, "strict")).toEqual([
    [3, 5, infinity],
    [4, infinity, infinity],
  ]);
  expect(cells(results, "lenient")).toEqual([[3, 5, infinity], [4]]);
  expect(cells(results, 4)[1]).toEqual([4, infinity, infinity, infinity]);
  expect(() => cells(results, 2)).toThrow(RangeError);
});

test("what is missing is said, with the rule that it falls under", () => {
  const results = [result("a", 7, 5), result("a", 8, 5), result("b", 1, 4)];
  const say = (missing: MissingStudies) => missingStudies({ workloads: ["w", "x"], results, missing });
  expect(say("strict")).toEqual([
    "a has nothing of x: not reached.",
    "Studies of b that are missing count as not reached (--missing strict): w has 1 of 2.",
    "b has nothing of x: not reached.",
  ]);
  expect(say("lenient")[1]).toContain("are left out (--missing lenient)");
  const whole = missingStudies({ workloads: ["w"], results: [result("a", 7, 5)], missing: "strict" });
  expect(whole).toEqual([]);
});
