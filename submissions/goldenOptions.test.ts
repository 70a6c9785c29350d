import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type GoldenProblem,
  goldenProblemSchema,
  goldenTrajectorySchema,
} from "@steepest/core/harness/goldenTrajectory.ts";
import { traceSubmission } from "@steepest/core/harness/traceSubmission.ts";
import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { expect, test } from "vitest";
import { folder, sourceOf } from "./testing/references.ts";

const readJson = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), "utf8"));

/** Written by scripts/golden/record_options.py: options that the trajectories of the algorithms' own folders have off. */
const recorded = readJson("testing/goldenOptions.json") as {
  readonly problem: unknown;
  readonly trajectories: readonly unknown[];
};
const problems: Readonly<Record<string, GoldenProblem>> = Object.fromEntries(
  [readJson("problem-A.json"), recorded.problem].map((one) => {
    const problem = goldenProblemSchema.parse(one);
    return [problem.name, problem];
  }),
);
const trajectories = recorded.trajectories.map((one) => {
  const golden = goldenTrajectorySchema.parse(one);
  return {
    golden,
    title: `${golden.optimizer} on ${golden.problem} at ${JSON.stringify(golden.hyperparameters)}`,
  };
});

test.each(trajectories)("$title follows the reference, and every option is read", async ({ golden }) => {
  await openBackend("cpu");
  const problem = problems[golden.problem] as GoldenProblem;
  const report = await traceSubmission(sourceOf(golden.optimizer), golden, problem, {
    engine: await loadEngine(),
  });
  expect(report.checkpoints.filter(({ within }) => !within)).toEqual([]);
  expect(report.unread).toEqual({});
});

test.each([
  ["adamw", "maximize", true],
  ["sgd", "foreach", true],
  ["sam", "dampening", 0.5],
  ["shampoo", "exponent_multiplier", 2],
  ["soap", "data_format", "channels_last"],
  ["mars", "ns_steps", 3],
])("%s says that it did not read %s", async (name, setting, value) => {
  await openBackend("cpu");
  const golden = goldenTrajectorySchema.parse(readJson(`${name}/golden.json`));
  const hyperparameters = { ...golden.hyperparameters, [setting]: value };
  const report = await traceSubmission(
    sourceOf(name),
    { ...golden, hyperparameters },
    problems[golden.problem] as GoldenProblem,
    { engine: await loadEngine() },
  );
  expect(report).toMatchObject({ within: false, unread: { [setting]: value } });
});

test.each([
  ["mars", "mars_type", "mars-muon"],
  ["shampoo", "grafting", "lars"],
  ["lookahead", "pullback_momentum", "half"],
])("%s refuses another %s than the authors' code has", async (name, setting, value) => {
  await openBackend("cpu");
  const golden = goldenTrajectorySchema.parse(readJson(`${name}/golden.json`));
  const hyperparameters = { ...golden.hyperparameters, [setting]: value };
  const traced = traceSubmission(
    sourceOf(name),
    { ...golden, hyperparameters },
    problems[golden.problem] as GoldenProblem,
    { engine: await loadEngine() },
  );
  await expect(traced).rejects.toThrow(`not "${value}"`);
});
