import { Worker } from "node:worker_threads";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { comparedNumbers } from "@steepest/core/score/comparedNumbers.ts";
import { expect, test } from "vitest";
import { exampleJob } from "../../test/exampleJob.ts";
import { type ChildResult, runTrialInChild } from "./runTrialInChild.ts";
import type { LocalTrialJob } from "./trialJob.ts";

const { maxSteps: _all, ...untilItsBudget } = exampleJob;
const job: LocalTrialJob = { ...untilItsBudget, budgetSeconds: 0.4, evaluationPeriodSeconds: 0.1 };

async function train(): Promise<TrialRecord> {
  return recordOf(await runTrialInChild(job).result);
}

function recordOf(ended: ChildResult): TrialRecord {
  if (ended.kind !== "record") throw new Error(JSON.stringify(ended));
  return ended.record;
}

const numbers = (record: TrialRecord) => Object.fromEntries(comparedNumbers(record));

test("a trial gives the same bits and times alone, beside another one and a hog, and after it was stopped for a second", async () => {
  const alone = await train();
  expect(alone).toMatchObject({ measure: "reference", outcome: { kind: "exhausted" } });
  expect(alone.evaluations.length).toBeGreaterThanOrEqual(3);

  const hog = new Worker("for (let x = 1; ; x = Math.sqrt(x + 1));", { eval: true });
  try {
    for (const crowded of await Promise.all([train(), train()])) {
      expect(numbers(crowded)).toEqual(numbers(alone));
    }
  } finally {
    await hog.terminate();
  }

  let stopped = 0;
  const running = runTrialInChild(job, {
    onProgress({ phase, step }) {
      if (phase !== "train" || step < 5 || stopped > 0) return;
      stopped += 1;
      process.kill(running.pid as number, "SIGSTOP");
      setTimeout(() => process.kill(running.pid as number, "SIGCONT"), 1000);
    },
  });
  const interrupted = recordOf(await running.result);
  expect(stopped).toBe(1);
  const [began, ended] = [interrupted.startedAt, interrupted.finishedAt].map(Date.parse) as [number, number];
  expect(ended - began).toBeGreaterThan(1000);
  expect(numbers(interrupted)).toEqual(numbers(alone));
});
