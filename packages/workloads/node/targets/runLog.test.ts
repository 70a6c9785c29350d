import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, expect, onTestFinished } from "vitest";
import { RunLog } from "./runLog.ts";
import type { TargetRun, TargetRunResult } from "./targetRun.ts";

const test = base.extend<{ path: string }>({
  path: async ({ task: _task }, use) => {
    const folder = await mkdtemp(join(tmpdir(), "steepest-run-log-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await use(join(folder, "targets", "some.jsonl"));
  },
});

const run = (lr: number, seed = 0): TargetRun => ({
  workload: "some",
  algorithm: "adamw",
  purpose: "search",
  hyperparameters: { lr, beta2: 0.99 },
  seed,
  steps: 100,
});
const result = (of: TargetRun): TargetRunResult => ({
  run: of,
  evaluations: [{ step: 100, value: 0.5, chargedSeconds: 2, evaluationSeconds: 0.1 }],
  test: 0.4,
  chargedSeconds: 2,
  wallSeconds: 2,
});

test("a finished run is there when the log is opened again, however its hyperparameters are ordered", async ({
  path,
}) => {
  const log = await RunLog.open(path, "v1");
  await log.add(result(run(0.1)));
  const again = await RunLog.open(path, "v1");
  const reordered = { ...run(0.1), hyperparameters: { beta2: 0.99, lr: 0.1 } };
  expect(again.get(reordered)).toEqual(result(run(0.1)));
  expect([again.get(run(0.2)), again.get(run(0.1, 1))]).toEqual([undefined, undefined]);
});

test("a line that was cut off counts as not there, and the ones around it do", async ({ path }) => {
  await (await RunLog.open(path, "v1")).add(result(run(0.1)));
  await appendFile(path, '{"version":"v1","run":{"workl');
  await (await RunLog.open(path, "v1")).add(result(run(0.2)));
  expect((await RunLog.open(path, "v1")).results).toEqual([result(run(0.1)), result(run(0.2))]);
});

test("runs of another version of the workload do not count, and stay in the file", async ({ path }) => {
  await (await RunLog.open(path, "v1")).add(result(run(0.1)));
  const changed = await RunLog.open(path, "v2");
  expect(changed.get(run(0.1))).toBeUndefined();
  await changed.add({ ...result(run(0.1)), test: 0.3 });
  expect((await RunLog.open(path, "v1")).get(run(0.1))?.test).toBe(0.4);
  expect((await RunLog.open(path, "v2")).get(run(0.1))?.test).toBe(0.3);
  expect((await readFile(path, "utf8")).trim().split("\n")).toHaveLength(2);
});
