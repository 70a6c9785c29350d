import { boardRules, whatIf } from "@steepest/core/score/whatIf.ts";
import { beforeAll, expect, test } from "vitest";
import { clientFor, enter, register, visitor } from "../test/platform.ts";
import { recordOf, runOfLease } from "../test/recordOf.ts";

const board = "quick.self.cpu-wasm";

beforeAll(async () => {
  const ada = await clientFor("submitter", "ada");
  const machine = await clientFor("runner", "machine");
  const { id } = await register(machine, "machine-1");
  // The first is nearly there at half of its time; the second is faster to the board's own targets.
  for (const [name, seconds] of [
    ["nearly_there", 4],
    ["all_at_once", 3],
  ] as const) {
    await enter(ada, name);
    for (let lease = await machine.lease(id); lease !== null; lease = await machine.lease(id)) {
      const record = recordOf(runOfLease(lease), seconds);
      const { metric, target } = record.workload;
      const [first] = record.evaluations;
      const nearly = target * (metric.direction === "min" ? 1.05 : 0.95);
      if (name === "nearly_there" && first !== undefined && record.evaluations.length === 2)
        first.validation[metric.name] = nearly;
      await machine.report(lease.trial, { attempt: lease.attempt, record });
    }
  }
}, 60_000);

test("the studies of a board say when they reached easier targets, and ranks by these follow", async () => {
  const [studies, milestones] = await Promise.all([
    visitor.boardStudies(board),
    visitor.boardMilestones(board),
  ]);
  expect(milestones.entries.map(({ entry }) => entry)).toEqual(studies.entries.map(({ entry }) => entry));
  expect(milestones.unknown).toBe(0);
  const [nearly, atOnce] = milestones.entries;
  const place = studies.workloads.findIndex(({ id }) => id === "mnist_mlp");
  expect(nearly?.milestones[place]).toHaveLength(studies.studies);
  expect(nearly?.milestones[place]?.[0]?.map(([, time]) => time)).toEqual([2, 4]);
  expect(atOnce?.milestones[place]?.[0]?.map(([, time]) => time)).toEqual([3]);
  const order = (relaxed: number) =>
    whatIf(studies, { ...boardRules(studies), relaxed }, milestones).map(({ submission }) => submission);
  expect(order(0)).toEqual(["all_at_once", "nearly_there"]);
  expect(order(0.04)).toEqual(["all_at_once", "nearly_there"]);
  expect(order(0.06)).toEqual(["nearly_there", "all_at_once"]);
  const wall = await visitor.boardMilestones(board, "wall");
  expect(wall.entries[0]?.milestones[place]?.[0]?.map(([, time]) => time)).toEqual([4, 8]);
});

test("the history of a board says who held its records, and by how much they were bettered", async () => {
  const history = await visitor.boardHistory(board);
  expect(history.workloads["mnist_mlp"]?.map(({ submission, value }) => [submission, value])).toEqual([
    ["nearly_there", 4],
    ["all_at_once", 3],
  ]);
  expect(history.workloads["mnist_mlp"]?.[1]?.factor).toBeCloseTo(4 / 3, 12);
  // The suite's baseline is not there, so there is nothing to anchor on.
  expect(history.board).toEqual([]);
});
