import type { Lease } from "@steepest/core/schema/api/runners.ts";
import { chargesOf } from "@steepest/core/schema/measures.ts";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { admin, bindings, clientFor, enter, register, send, tokenFor, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { failedRecord, recordOf, runOfLease } from "../test/recordOf.ts";

// The tests of this file share one queue: each empties it of what it entered.
const ada = await clientFor("submitter", "ada");
const machine = await clientFor("runner", "machine");
// As many jobs as any test takes leases at once.
const { id: runner } = await register(machine, "runner-1", 16);
const database = openDatabase(bindings.DB);

const take = async (): Promise<Lease> => {
  const lease = await machine.lease(runner);
  if (lease === null) throw new Error("the queue is empty");
  return lease;
};
const reportOf = (lease: Lease, reachedAfter: number | null) => ({
  attempt: lease.attempt,
  record: recordOf(runOfLease(lease), reachedAfter),
});
const expire = (trial: string) =>
  database.run(sql`UPDATE trials SET lease_expires_at = 1 WHERE id = ${trial}`);

async function drain(): Promise<void> {
  for (let lease = await machine.lease(runner); lease !== null; lease = await machine.lease(runner)) {
    await machine.report(lease.trial, reportOf(lease, 1));
  }
}

test("an empty queue answers 204", async () => {
  expect(await machine.lease(runner)).toBeNull();
});

test("a lease carries all that a runner needs", async () => {
  const entry = await enter(ada, "whole");
  const lease = await take();
  const { source } = await visitor.version(entry.version);
  expect(lease).toMatchObject({ entry: entry.id, attempt: 1, source, suite: "quick", ruleset: "self" });
  const view = await visitor.trial(lease.trial);
  expect(view).toMatchObject({ status: "leased", runner: "runner-1", seed: lease.seed });
  await machine.report(lease.trial, reportOf(lease, 1));
  await drain();
});

test("an admin, whose token stands in no table, gets and beats for a lease as others do, however the trial's id is written", async () => {
  await enter(ada, "admins");
  const lease = await admin.lease(runner);
  if (lease === null) throw new Error("the queue is empty");
  for (const token of [bindings.STEEPEST_ADMIN_TOKEN, await tokenFor("runner", "machine")]) {
    const answer = await send(
      new Request(`http://api.test/v1/leases/${lease.trial.replaceAll("-", "%2D")}/heartbeat`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ attempt: lease.attempt, progress: null }),
      }),
    );
    expect(await answer.json()).toMatchObject({ cancel: false });
  }
  await machine.report(lease.trial, reportOf(lease, 1));
  await drain();
});

test("leases that are asked for at once never share a trial", async () => {
  await enter(ada, "contended");
  const leases = await Promise.all(Array.from({ length: 12 }, () => machine.lease(runner)));
  const trials = leases.flatMap((lease) => (lease === null ? [] : [lease.trial]));
  expect(trials).toHaveLength(9);
  expect(new Set(trials).size).toBe(9);
  for (const lease of leases) if (lease !== null) await machine.report(lease.trial, reportOf(lease, 1));
});

test("entries take turns, each workload by workload", async () => {
  const one = await enter(ada, "turns_one");
  const other = await enter(ada, "turns_other");
  const leases = [await take(), await take(), await take(), await take()];
  expect(leases.map(({ entry }) => entry)).toEqual([one.id, other.id, one.id, other.id]);
  expect(leases.map(({ workload, study }) => `${workload} ${study}`)).toEqual([
    "mnist_mlp 0",
    "mnist_mlp 0",
    "mnist_mlp 1",
    "mnist_mlp 1",
  ]);
  for (const lease of leases) await machine.report(lease.trial, reportOf(lease, 1));
  await drain();
});

test("users take turns, however many entries one of them has, and whoever comes later is next", async () => {
  const [bea, cyd] = [await clientFor("submitter", "bea"), await clientFor("submitter", "cyd")];
  const owners = new Map<string, string>();
  const enterAs = async (user: string, client: typeof ada, name: string) =>
    owners.set((await enter(client, name)).id, user);
  for (const name of ["many_1", "many_2"]) await enterAs("ada", ada, name);
  await enterAs("bea", bea, "only_one");
  const leases: Lease[] = [];
  const next = async (turns: number) => {
    for (let turn = 0; turn < turns; turn++) leases.push(await take());
    return leases.slice(-turns).map(({ entry }) => owners.get(entry));
  };
  expect((await next(2)).sort()).toEqual(["ada", "bea"]);
  await enterAs("cyd", cyd, "late_one");
  expect(await next(1)).toEqual(["cyd"]);
  expect((await next(3)).sort()).toEqual(["ada", "bea", "cyd"]);
  const ofAda = leases.filter(({ entry }) => owners.get(entry) === "ada").map(({ entry }) => entry);
  expect(new Set(ofAda).size).toBe(2);
  const clients = new Map([
    ["ada", ada],
    ["bea", bea],
    ["cyd", cyd],
  ]);
  for (const [entry, user] of owners) await clients.get(user)?.cancelEntry(entry);
});

test("an expired lease goes to another runner, and the trial counts once", async () => {
  const entry = await enter(ada, "killed");
  const lost = await take();
  await expire(lost.trial);
  const again = await take();
  expect(again).toMatchObject({ trial: lost.trial, attempt: 2, seed: lost.seed });
  expect(await problemOf(machine.report(lost.trial, reportOf(lost, 1)))).toMatchObject({
    status: 409,
    code: "lease-lost",
  });
  expect(await machine.heartbeat(lost.trial, { attempt: 1, progress: null })).toMatchObject({ cancel: true });
  await machine.report(again.trial, reportOf(again, 2));
  expect(await visitor.trial(lost.trial)).toMatchObject({ status: "finished", timeToTargetSeconds: 2 });
  await drain();
  expect((await visitor.entry(entry.id)).trials).toEqual({ total: 9, finished: 9, running: 0, failed: 0 });
});

test("a late report counts while nobody else has the trial", async () => {
  await enter(ada, "late");
  const lease = await take();
  await expire(lease.trial);
  expect(await machine.report(lease.trial, reportOf(lease, 1))).toMatchObject({ status: "finished" });
  await drain();
});

test("a trial that whoever has runners lost three times is quarantined, and its entry still completes", async () => {
  const entry = await enter(ada, "killer");
  const { trial } = await take();
  for (const attempt of [2, 3]) {
    await expire(trial);
    expect(await take()).toMatchObject({ trial, attempt });
  }
  await expire(trial);
  await drain();
  const view = await visitor.trial(trial);
  expect(view).toMatchObject({ status: "quarantined", record: null, runner: null });
  expect(view.reason).toMatch(/3 lost leases, 1 owners.*the runner went silent/);
  const { status, trials } = await visitor.entry(entry.id);
  expect({ status, trials }).toEqual({
    status: "complete",
    trials: { total: 9, finished: 9, running: 0, failed: 1 },
  });
});

test("a heartbeat extends the lease and shows the progress", async () => {
  await enter(ada, "beating");
  const lease = await take();
  await database.run(
    sql`UPDATE trials SET lease_expires_at = lease_expires_at - 30000 WHERE id = ${lease.trial}`,
  );
  const progress = { step: 7, chargedSeconds: 0.5, metric: 0.4 };
  const reply = await machine.heartbeat(lease.trial, { attempt: 1, progress });
  expect(reply.cancel).toBe(false);
  expect(Date.parse(reply.expiresAt)).toBeGreaterThanOrEqual(Date.parse(lease.expiresAt));
  expect((await visitor.trial(lease.trial)).progress).toEqual(progress);
  await machine.report(lease.trial, reportOf(lease, 1));
  await drain();
});

test("a drained trial is queued again without a crash, a crashed one with", async () => {
  await enter(ada, "released");
  const lease = await take();
  const release = (attempt: number, cause: "drain" | "crash") =>
    machine.release(lease.trial, { attempt, cause, reason: "because" });
  for (const attempt of [1, 2, 3]) {
    await release(attempt, "drain");
    expect((await take()).attempt).toBe(attempt + 1);
  }
  await release(4, "crash");
  expect(await visitor.trial(lease.trial)).toMatchObject({ status: "queued", reason: "because" });
  expect(await problemOf(release(4, "crash"))).toMatchObject({ status: 409, code: "lease-lost" });
  await drain();
});

test("a repeated report gets the same answer and changes nothing", async () => {
  await enter(ada, "repeated");
  const lease = await take();
  const first = await machine.report(lease.trial, reportOf(lease, 1));
  const second = await machine.report(lease.trial, reportOf(lease, 1));
  expect(second).toEqual(first);
  expect(second).toMatchObject({ status: "finished", timeToTargetSeconds: 1 });
  expect(await visitor.record(lease.trial)).toEqual(reportOf(lease, 1).record);
  await drain();
});

test("a machine's failure queues the trial again; a submission's is its result", async () => {
  const entry = await enter(ada, "failing");
  const lease = await take();
  const record = failedRecord(runOfLease(lease), "machine");
  const report = { attempt: 1, record };
  expect(await machine.report(lease.trial, report)).toMatchObject({ status: "queued" });
  expect(await machine.report(lease.trial, report)).toMatchObject({ status: "queued" });
  const again = await take();
  expect(again).toMatchObject({ trial: lease.trial, attempt: 2 });
  const failed = { attempt: 2, record: failedRecord(runOfLease(again), "submission") };
  expect(await machine.report(again.trial, failed)).toMatchObject({ status: "finished" });
  expect(await visitor.trial(again.trial)).toMatchObject({ outcome: "failed", reason: "it broke" });
  await drain();
  expect((await visitor.entry(entry.id)).trials.failed).toBe(1);
});

test("a record that is not of its trial is refused, with every difference named", async () => {
  await enter(ada, "mismatched");
  const lease = await take();
  const record = { ...recordOf(runOfLease(lease), 1), seed: 1, study: 2 };
  const problem = await problemOf(machine.report(lease.trial, { attempt: 1, record }));
  expect(problem).toMatchObject({ status: 422, code: "record-mismatch" });
  expect(problem.errors?.map(({ path }) => path)).toEqual(["study", "seed"]);
  await machine.report(lease.trial, reportOf(lease, 1));
  await drain();
});

test("a time-to-target that the evaluations do not show is refused", async () => {
  await enter(ada, "boasting");
  const lease = await take();
  const honest = recordOf(runOfLease(lease), 2);
  const timeToTarget = { step: 1, charged: chargesOf({ wall: 0.1, cpu: 0.1, steps: 1 }) };
  const problem = await problemOf(
    machine.report(lease.trial, { attempt: 1, record: { ...honest, timeToTarget } }),
  );
  expect(problem.errors?.map(({ path }) => path)).toEqual(["timeToTarget"]);
  await machine.report(lease.trial, { attempt: 1, record: honest });
  await drain();
});

test("a runner's leases are its owner's alone", async () => {
  const stranger = await clientFor("runner", "stranger");
  await enter(ada, "guarded");
  const lease = await take();
  expect(await problemOf(stranger.lease(runner))).toMatchObject({ status: 403, code: "not-your-runner" });
  expect(await problemOf(stranger.report(lease.trial, reportOf(lease, 1)))).toMatchObject({ status: 403 });
  expect(await problemOf(register(stranger, "runner-1"))).toMatchObject({ code: "runner-name-taken" });
  expect(await problemOf(machine.lease("no-such-runner"))).toMatchObject({ code: "unknown-runner" });
  await machine.report(lease.trial, reportOf(lease, 1));
  await drain();
});

test("a runner registers once under its name and only for hardware that exists", async () => {
  expect((await register(machine, "runner-1")).id).toBe(runner);
  const { environment } = (await visitor.runners())[0] ?? {};
  if (environment === undefined) throw new Error("no runner is listed");
  const registration = (changed: Partial<typeof environment>) =>
    machine.registerRunner({ name: "odd", environment: { ...environment, ...changed } });
  expect(await problemOf(registration({ hardwareClass: "abacus" }))).toMatchObject({ status: 422 });
  expect(await problemOf(registration({ backend: "cpu" }))).toMatchObject({ code: "wrong-backend" });
});

test("a trial that there is not is nobody's lease", async () => {
  const unknown = { status: 404, code: "unknown-trial" };
  const beat = machine.heartbeat("no-such-trial", { attempt: 1, progress: null });
  expect(await problemOf(beat)).toMatchObject(unknown);
  const released = machine.release("no-such-trial", { attempt: 1, cause: "drain", reason: "stop" });
  expect(await problemOf(released)).toMatchObject(unknown);
});

test("a late report of a trial that another owner's runner has by now is a lost lease, not a matter of rights", async () => {
  await enter(ada, "overtaken");
  const { id } = await register(await clientFor("runner", "another"), "of_another");
  const lost = await take();
  await database.run(sql`UPDATE trials SET runner = ${id}, attempt = 2 WHERE id = ${lost.trial}`);
  // A runner that hears 403 takes its token to be wrong, keeps the record and ends.
  const late = reportOf(lost, 1);
  expect(await problemOf(machine.report(lost.trial, late))).toMatchObject({ code: "lease-lost" });
  expect(await problemOf(machine.report(lost.trial, { ...late, attempt: 2 }))).toMatchObject({
    code: "not-your-runner",
  });
  for (const attempt of [1, 2]) {
    const released = machine.release(lost.trial, { attempt, cause: "drain", reason: "stop" });
    expect((await problemOf(released)).code).toBe(attempt === 1 ? "lease-lost" : "not-your-runner");
  }
  const beat = machine.heartbeat(lost.trial, { attempt: 2, progress: null });
  expect((await problemOf(beat)).code).toBe("not-your-runner");
  expect(await visitor.trial(lost.trial)).toMatchObject({ status: "leased", attempt: 2 });
});
