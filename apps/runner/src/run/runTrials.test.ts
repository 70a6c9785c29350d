import { existsSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { comparedNumbers } from "@steepest/core/score/comparedNumbers.ts";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/captureIo.ts";
import { exampleJob } from "../../test/exampleJob.ts";
import { SnapshotStore } from "../snapshots/snapshotStore.ts";
import { runTrialInChild } from "../trial/runTrialInChild.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import { RecordStore } from "./recordStore.ts";
import { runTrials } from "./runTrials.ts";

async function run(
  jobs: readonly LocalTrialJob[],
  parallel: number,
  store = new RecordStore(temporaryFolder()),
) {
  const shown = new Map<LocalTrialJob, number>();
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

test("a trial whose process is killed goes on from its last snapshot to the record that it would have had", async () => {
  // So many steps that none but a process that is not stopped comes to the end.
  const job = { ...exampleJob, maxSteps: 1000, evaluationSteps: [20, 500, 1000] };
  const whole = await runTrialInChild(job).result;
  const killed: { pid?: number | undefined } = {};
  /** The process ends right after its first snapshot beyond an evaluation. */
  class Ending extends SnapshotStore {
    override write(snapshot: Parameters<SnapshotStore["write"]>[0]): void {
      super.write(snapshot);
      if (snapshot.facts.step > 20) process.kill(killed.pid as number, "SIGKILL");
    }
  }
  const folder = join(mkdtempSync(join(tmpdir(), "steepest-")), "one");
  const running = runTrialInChild(job, { snapshots: { store: new Ending(folder), seconds: 0.1 } });
  killed.pid = running.pid;
  expect((await running.result).kind).toBe("crashed");
  const store = new SnapshotStore(folder);
  const kept = store.read()?.facts.step ?? 0;
  expect(kept).toBeGreaterThan(20);
  expect(kept).toBeLessThan(1000);
  const steps: number[] = [];
  const again = await runTrialInChild(job, {
    snapshots: { store, seconds: 1000 },
    onProgress: ({ step, phase }) => phase === "train" && steps.push(step),
  }).result;
  if (whole.kind !== "record" || again.kind !== "record") throw new Error(`${whole.kind}, ${again.kind}`);
  expect(Math.min(...steps)).toBeGreaterThan(kept);
  expect(comparedNumbers(again.record, { leavesOutcome: false })).toEqual(
    comparedNumbers(whole.record, { leavesOutcome: false }),
  );
  expect(again.record.totals.charged.reference).toBe(whole.record.totals.charged.reference);
  store.clear();
  expect(existsSync(store.folder)).toBe(false);
}, 240_000);
