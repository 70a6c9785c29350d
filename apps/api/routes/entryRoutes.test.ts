import type { EntryDetail, TrialView } from "@steepest/core/schema/api/entries.ts";
import { expect, test } from "vitest";
import { clientFor, enter, register, sourceOf, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { recordOf, runOfLease, runOfTrial } from "../test/recordOf.ts";

const ada = await clientFor("submitter", "ada");
const bob = await clientFor("submitter", "bob");
const machine = await clientFor("runner", "machine");
const { id: runner } = await register(machine, "runner-1");

test("an entry plans every trial of its board", async () => {
  const self = await enter(ada, "planned_self");
  expect(self).toMatchObject({ status: "queued", board: "quick.self.cpu-wasm", versionNumber: 1 });
  expect(self.trialGrid).toHaveLength(3 * 3 * 1);
  const external = await enter(ada, "planned_external", "external");
  expect(external.trialGrid).toHaveLength(3 * 3 * 5);
  expect(new Set(external.trialGrid.map(({ seed }) => seed)).size).toBe(45);
  const rates = external.trialGrid.map(({ hyperparameters }) => hyperparameters.lr as number);
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.001);
  expect(Math.max(...rates)).toBeLessThanOrEqual(1);
  expect((await visitor.entries({ submission: "planned_self" })).map(({ id }) => id)).toEqual([self.id]);
  expect((await visitor.entries({ board: external.board })).map(({ id }) => id)).toEqual([external.id]);
  for (const { id } of [self, external]) await ada.cancelEntry(id);
});

test("the same version enters a board once, unless the earlier entry was cancelled", async () => {
  const first = await enter(ada, "once");
  const request = { version: first.version, board: first.board };
  expect(await problemOf(ada.createEntry(request))).toMatchObject({
    status: 409,
    code: "entry-exists",
    existing: first.id,
  });
  await ada.cancelEntry(first.id);
  const second = await ada.createEntry(request);
  expect(second.id).not.toBe(first.id);
  await ada.cancelEntry(second.id);
});

test("wrong boards, rulesets, versions and seeds are refused", async () => {
  const { version } = await ada.createSubmission(sourceOf("refused"));
  const refusal = async (entry: Parameters<typeof ada.createEntry>[0]) =>
    (await problemOf(ada.createEntry(entry))).code;
  expect(await refusal({ version, board: "quick" })).toBe("invalid-request");
  expect(await refusal({ version, board: "slow.self.cpu-wasm" })).toBe("unknown-suite");
  expect(await refusal({ version, board: "quick.self.abacus" })).toBe("unknown-hardware-class");
  expect(await refusal({ version, board: "quick.external.cpu-wasm" })).toBe("wrong-ruleset");
  expect(await refusal({ version: "0", board: "quick.self.cpu-wasm" })).toBe("unknown-version");
  expect(await refusal({ version, board: "quick.self.cpu-wasm", seed: 1 })).toBe("seed-not-allowed");
  expect((await problemOf(bob.createEntry({ version, board: "quick.self.cpu-wasm" }))).code).toBe(
    "not-yours",
  );
});

test("a suite with held-out variants takes no version of today: either none is drawn yet, or it is too late", async () => {
  const held = (await visitor.suites()).filter(({ heldOut }) => heldOut !== undefined);
  expect(held.map(({ id }) => id)).toEqual(["standard_heldout"]);
  const { version } = await ada.createSubmission(sourceOf("early"));
  for (const { id, heldOut } of held) {
    const problem = await problemOf(ada.createEntry({ version, board: `${id}.self.cpu-wasm` }));
    expect(problem.code).toBe(heldOut?.published === null ? "not-drawn" : "version-too-late");
  }
  expect((await visitor.version(version)).version).toBe(version);
});

test("cancelling empties the queue and stops the running trial at its next heartbeat", async () => {
  const entry = await enter(ada, "cancelled");
  const lease = await machine.lease(runner);
  if (lease === null) throw new Error("the queue is empty");
  expect((await visitor.entry(entry.id)).status).toBe("running");
  expect(await problemOf(bob.cancelEntry(entry.id))).toMatchObject({ status: 403, code: "not-yours" });
  const cancelled = await ada.cancelEntry(entry.id);
  expect(cancelled.status).toBe("cancelled");
  expect(new Set(cancelled.trialGrid.map(({ status }) => status))).toEqual(new Set(["cancelled"]));
  expect(await machine.heartbeat(lease.trial, { attempt: 1, progress: null })).toMatchObject({
    cancel: true,
  });
  const report = { attempt: 1, record: recordOf(runOfLease(lease), 1) };
  expect(await problemOf(machine.report(lease.trial, report))).toMatchObject({ status: 409 });
  expect(await machine.lease(runner)).toBeNull();
  expect((await ada.cancelEntry(entry.id)).status).toBe("cancelled");
});

test("following an entry yields it at once, at every change, and ends with it", async () => {
  const entry = await enter(ada, "followed");
  const seen: EntryDetail[] = [];
  for await (const change of visitor.followEntry(entry.id)) {
    seen.push(change);
    const lease = await machine.lease(runner);
    if (lease !== null)
      await machine.report(lease.trial, { attempt: 1, record: recordOf(runOfLease(lease), 1) });
    if (seen.length === 3) await ada.cancelEntry(entry.id);
  }
  expect(seen.map(({ status }) => status)).toEqual(["queued", "running", "running", "cancelled"]);
  expect(seen.map(({ trials }) => trials.finished)).toEqual([0, 1, 2, 3]);
});

test("self-reported entries take their owner's records, all or none, and are never leased", async () => {
  const { version } = await ada.createSubmission(sourceOf("own_runs"));
  const entry = await ada.createEntry({
    version,
    board: "quick.self.cpu-wasm",
    trust: "self-reported",
    seed: 42,
  });
  expect(await machine.lease(runner)).toBeNull();
  const records = entry.trialGrid.map((trial) => recordOf(runOfTrial(entry, trial), 1 + trial.study));
  const [first, second] = records;
  if (first === undefined || second === undefined) throw new Error("the plan is too short");
  const wrong = [first, { ...second, seed: 7 }];
  expect(await problemOf(ada.uploadRecords(entry.id, wrong))).toMatchObject({ code: "record-mismatch" });
  expect((await visitor.entry(entry.id)).trials.finished).toBe(0);
  const metric = second.workload.metric.name;
  const beyond = second.evaluations.map((one) => ({
    ...one,
    validation: { ...one.validation, [metric]: 11.08 },
  }));
  expect(
    (await problemOf(ada.uploadRecords(entry.id, [first, { ...second, evaluations: beyond }]))).errors?.[0],
  ).toEqual({
    path: `evaluations.0.validation.${metric}`,
    message: `is 11.08: ${metric} can only be 0 to 1`,
  });
  const twice = [first, recordOf(runOfTrial(entry, entry.trialGrid[0] as TrialView), 5)];
  expect(await problemOf(ada.uploadRecords(entry.id, twice))).toMatchObject({ code: "record-conflict" });
  expect((await visitor.entry(entry.id)).trials.finished).toBe(0);
  expect((await ada.uploadRecords(entry.id, [first, first])).trials.finished).toBe(1);
  expect(await problemOf(ada.uploadRecords(entry.id, records))).toMatchObject({ code: "record-exists" });
  expect(await problemOf(bob.uploadRecords(entry.id, [second]))).toMatchObject({ code: "not-yours" });
  const complete = await ada.uploadRecords(entry.id, records.slice(1));
  expect(complete.status).toBe("complete");
  expect(await problemOf(ada.cancelEntry(entry.id))).toMatchObject({ status: 409, code: "entry-complete" });
});

test("an entry takes records of its owner's own machine, as claims", async () => {
  const entry = await enter(ada, "verified_only");
  const [trial] = entry.trialGrid;
  if (trial === undefined) throw new Error("the plan is empty");
  const record = recordOf(runOfTrial(entry, trial), 1);
  const { trialGrid, records } = await ada.uploadRecords(entry.id, [record]);
  expect(records).toEqual({ claimed: 1, verified: 0 });
  expect(trialGrid[0]).toMatchObject({ status: "finished", trust: "claimed", runner: null });
  await ada.cancelEntry(entry.id);
});

test("unknown entries, trials and missing records are 404s", async () => {
  expect(await problemOf(visitor.entry("e0"))).toMatchObject({ status: 404, code: "unknown-entry" });
  expect(await problemOf(visitor.trial("e0-x-0-0"))).toMatchObject({ status: 404, code: "unknown-trial" });
  const stream = visitor.followEntry("e0");
  expect(await problemOf(stream.next())).toMatchObject({ status: 404 });
  const entry = await enter(ada, "without_records");
  expect(await problemOf(visitor.record(entry.trialGrid[0]?.id ?? ""))).toMatchObject({ code: "no-record" });
  await ada.cancelEntry(entry.id);
});
