import { chargesOf } from "@steepest/core/schema/measures.ts";
import { scoreBoard } from "@steepest/core/score/scoreBoard.ts";
import { submissionVersion } from "@steepest/core/submission/submissionVersion.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import { referenceSource } from "@steepest/workloads/node/referenceSource.ts";
import { scoredWorkloads } from "@steepest/workloads/scoredWorkloads.ts";
import { expect, test } from "vitest";
import { goldenBoard, goldenSteps } from "./golden.ts";

const board = goldenBoard();
const meaning =
  "A bit changed. If a kernel, a price, a transform or a workload was changed on purpose, earlier results are not comparable with those of " +
  "after: raise the version of the suites (and of the price list, or name a new hardware class), then run `npm run golden`.";

test("the golden board is of these submissions and this suite", async () => {
  expect(board.suite, meaning).toMatchObject({ id: "quick", version: suite("quick").version });
  for (const { submission, version } of board.rows) {
    const source = referenceSource(submission);
    expect(submissionVersion(source), `${submission} has changed: run \`npm run golden\``).toBe(version);
  }
});

test("its times give its scores, to the last digit", () => {
  const { rows } = scoreBoard({
    workloads: scoredWorkloads(suite("quick").workloads),
    rMax: board.suite.rMax,
    studies: 1,
    baseline: null,
    submissions: board.rows.map(({ submission }) => submission),
    measure: "reference",
    results: board.rows.flatMap(({ submission, times }) =>
      Object.entries(times).map(([workload, reference]) => ({
        submission,
        workload,
        study: 0,
        trial: 0,
        times: chargesOf({ reference }),
        finished: true,
      })),
    ),
  });
  const scores = Object.fromEntries(rows.map(({ submission, score }) => [submission, score]));
  expect(scores).toEqual(Object.fromEntries(board.rows.map(({ submission, score }) => [submission, score])));
});

test("the first steps of each are the same to the last bit and nanosecond", async () => {
  expect(await goldenSteps(), meaning).toEqual(board.short);
}, 120_000);
