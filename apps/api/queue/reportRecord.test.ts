import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { recordMilestones } from "@steepest/core/score/recordMilestones.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { records } from "../database/schema.ts";
import { hashOfJson } from "../database/store.ts";
import { database, entryRow, eventsOf, leasedBy, plantEntry, plantRunner, trialRow } from "../test/plant.ts";
import { bindings } from "../test/platform.ts";
import { failedRecord, recordOf } from "../test/recordOf.ts";
import { loadTrial } from "./loadTrial.ts";
import { reportRecord } from "./reportRecord.ts";

const rules = { secret: "round 1", share: 0 };

/** A trial at work at its second attempt, and what its runner may report. */
async function plant(more: Parameters<typeof leasedBy>[1] = {}) {
  const runner = await plantRunner("machine", "cpu-wasm");
  const progress = { step: 1, chargedSeconds: 1, metric: null };
  const held = leasedBy(runner, { attempt: 2, leasedAt: null, reason: "before", progress, ...more });
  const entry = await plantEntry("ada", "cpu-wasm", { trials: [held, {}] });
  const { trial, version } = await loadTrial(database, `${entry}-0`);
  const { workload, study, seed, hyperparameters } = trial;
  const submission = { name: version.submission, version: version.version, ruleset: "self" as const };
  const run = { submission, workload, study, trial: trial.trial, seed, hyperparameters };
  const report = async (record: TrialRecord, attempt = 2, at = Date.now()) =>
    reportRecord(
      database,
      bindings.STORE,
      await loadTrial(database, trial.id),
      { attempt, record },
      at,
      rules,
    );
  return { runner, entry, trial: trial.id, run, report };
}
const rowOf = async (trial: string) =>
  (await database.select().from(records).where(eq(records.trial, trial)))[0];
const codeOf = (reply: Promise<unknown>) =>
  reply.then(
    () => "taken",
    (error: { problem?: { type?: string } }) => error.problem?.type?.split(":").at(-1) ?? String(error),
  );

test("a record that counts ends its trial, and what is asked of it stands in columns", async () => {
  const { runner, entry, trial, run, report } = await plant();
  const record = recordOf(run, 1);
  const at = Date.now();
  expect(await report(record, 2, at)).toEqual({
    trial,
    attempt: 2,
    status: "finished",
    timeToTargetSeconds: 1,
  });
  const sha256 = hashOfJson(record);
  expect(await trialRow(trial)).toMatchObject({
    ...{
      status: "finished",
      record: sha256,
      runner: null,
      leaseExpiresAt: null,
      progress: null,
      reason: null,
      attempt: 2,
    },
  });
  expect(await rowOf(trial)).toEqual({
    ...{ trial, sha256, bytes: JSON.stringify(record).length, attempt: 2, runner, outcome: "reached" },
    ...{
      targetStep: record.timeToTarget?.step,
      targetSeconds: 1,
      targetCharged: record.timeToTarget?.charged,
    },
    ...{
      steps: record.totals.steps,
      chargedSeconds: 1,
      createdAt: at,
      board: "quick.self.cpu-wasm@1",
      pack: null,
    },
    ...{ owner: "machine", verifiedAt: null },
    milestones: recordMilestones(record, card("mnist_mlp").metric.range),
    ...{ gradients: record.totals.gradientEvaluations, bytesSent: null },
    ...{ criticalSeconds: null, epsilon: null, delta: null },
  });
  expect(await (await bindings.STORE.get(`records/${sha256}`))?.json()).toEqual(record);
  expect(await eventsOf(trial)).toEqual([
    { kind: "trial-finished", at, user: null, entry, trial, runner, detail: "reached", attempt: 2 },
  ]);
  expect(await entryRow(entry)).toMatchObject({ ended: 1, finishedAt: null });
});

test("one that missed its target has no time, and a submission's failure is the trial's reason", async () => {
  const missed = await plant();
  expect(await missed.report(recordOf(missed.run, null))).toMatchObject({
    status: "finished",
    timeToTargetSeconds: null,
  });
  expect(await rowOf(missed.trial)).toMatchObject({
    outcome: "exhausted",
    targetStep: null,
    targetSeconds: null,
    targetCharged: null,
  });
  expect(await trialRow(missed.trial)).toMatchObject({ reason: null });
  const failed = await plant();
  expect(await failed.report(failedRecord(failed.run, "submission"))).toMatchObject({ status: "finished" });
  expect(await trialRow(failed.trial)).toMatchObject({ status: "finished", reason: "it broke" });
});

test("a machine's failure queues the trial again with its reason, cut, and leaves no record", async () => {
  const { trial, run, report } = await plant();
  const record = failedRecord(run, "machine");
  const loud = { ...record, outcome: { ...record.outcome, reason: "x".repeat(3000) } } as TrialRecord;
  expect(await report(loud)).toEqual({ trial, attempt: 2, status: "queued", timeToTargetSeconds: null });
  const row = await trialRow(trial);
  expect(row).toMatchObject({ status: "queued", crashes: 1, runner: null });
  expect(row?.reason).toBe(`device-lost: ${"x".repeat(1987)}`);
  expect(await rowOf(trial)).toBeUndefined();
});

test("a report that is repeated gets the first's answer; another record is refused", async () => {
  const { trial, run, report } = await plant();
  const record = recordOf(run, 1);
  const first = await report(record);
  expect(await report(record)).toEqual(first);
  expect(await codeOf(report(recordOf(run, 0.9)))).toBe("record-differs");
  expect(await codeOf(report(failedRecord(run, "machine")))).toBe("record-differs");
  expect(await codeOf(report(record, 1))).toBe("lease-lost");
  expect(await codeOf(report(record, 3))).toBe("lease-lost");
  expect((await eventsOf(trial)).map(({ kind }) => kind)).toEqual(["trial-finished"]);
  const missed = await plant();
  await missed.report(recordOf(missed.run, null));
  expect(await missed.report(recordOf(missed.run, null))).toMatchObject({ timeToTargetSeconds: null });
});

test.each([
  ["queued", sql`status = 'queued', runner = NULL, lease_expires_at = NULL`, "queued"],
  [
    "quarantined",
    sql`status = 'quarantined', reason = 'it was', runner = NULL, lease_expires_at = NULL`,
    "quarantined",
  ],
  ["cancelled", sql`status = 'cancelled', runner = NULL, lease_expires_at = NULL`, null],
])(
  "of a trial that is %s by now only a machine's failure is heard, where its attempt still is the last",
  async (_, change, status) => {
    const { trial, run, report } = await plant();
    await database.run(sql`UPDATE trials SET ${change} WHERE id = ${trial}`);
    expect(await codeOf(report(recordOf(run, 1)))).toBe("lease-lost");
    const failure = report(failedRecord(run, "machine"));
    if (status === null) expect(await codeOf(failure)).toBe("lease-lost");
    else expect(await failure).toEqual({ trial, attempt: 2, status, timeToTargetSeconds: null });
    expect(await rowOf(trial)).toBeUndefined();
  },
);

test("a lease that ended while the report was under way counts nothing", async () => {
  const { trial, run } = await plant();
  const read = await loadTrial(database, trial);
  await database.run(
    sql`UPDATE trials SET status = 'queued', runner = NULL, lease_expires_at = NULL WHERE id = ${trial}`,
  );
  const late = (record: TrialRecord) =>
    reportRecord(database, bindings.STORE, read, { attempt: 2, record }, Date.now(), rules);
  expect(await codeOf(late(recordOf(run, 1)))).toBe("lease-lost");
  expect(await late(failedRecord(run, "machine"))).toMatchObject({ status: "queued" });
  expect([await rowOf(trial), await eventsOf(trial)]).toEqual([undefined, []]);
});
