import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleJob } from "../../test/exampleJob.ts";
import type { TrialJob } from "../trial/trialJob.ts";
import { RecordStore } from "./recordStore.ts";
import { runTrials } from "./runTrials.ts";

async function run(jobs: readonly TrialJob[], parallel: number, store = new RecordStore(temporaryFolder())) {
  const shown = new Map<TrialJob, number>();
  const records = await runTrials({
    jobs: jobs.map((job) => ({ job, store })),
    parallel,
    pin: true,
    display: {
      started: (job) => void shown.set(job, 0),
      progress: (job) => void shown.set(job, (shown.get(job) ?? 0) + 1),
      printed: () => {},
      ended: () => {},
      note: () => {},
      close: () => {},
    },
    signal: new AbortController().signal,
  });
  return { records, kept: jobs.map((job) => store.find(job)), shown: jobs.map((job) => shown.get(job) ?? 0) };
}

test("two trials at once each show their progress, and their records say that there were two", async () => {
  const jobs = [exampleJob, { ...exampleJob, study: 1, seed: 2 }];
  const { records, kept, shown } = await run(jobs, 2);
  expect(records.map(({ environment }) => environment.jobs)).toEqual([2, 2]);
  expect(kept.map((record) => record?.environment.jobs)).toEqual([2, 2]);
  expect(Math.min(...shown)).toBeGreaterThan(0);
});

test("a trial that had the machine to itself says one, whatever was allowed", async () => {
  const planned = { ...exampleJob, environment: { ...exampleJob.environment, jobs: 4 } };
  const { records } = await run([planned], 4);
  expect(records.map(({ environment }) => environment.jobs)).toEqual([1]);
});

test("a record that cannot be kept ends the run, the trials beside it too", async () => {
  class FullStore extends RecordStore {
    saved = 0;
    override save(): string {
      this.saved++;
      throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    }
  }
  const store = new FullStore(temporaryFolder());
  const jobs = [1, 2, 3, 4].map((seed) => ({ ...exampleJob, study: seed, seed }));
  await expect(run(jobs, 2, store)).rejects.toMatchObject({ code: "ENOSPC" });
  expect(store.saved).toBeLessThanOrEqual(2);
});
