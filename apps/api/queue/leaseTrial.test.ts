import type { Lease } from "@steepest/core/schema/api/runners.ts";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import {
  admin,
  bindings,
  clientFor,
  clientOf,
  enter,
  register,
  tokenFor,
  visitor,
} from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { failedRecord, recordOf, runOfLease } from "../test/recordOf.ts";

// The tests of this file share one queue: each empties it of what it entered.
const ada = await clientFor("submitter", "ada");
const token = await tokenFor("runner", "machine");
const machine = clientOf(token);
const { id: runner } = await register(machine, "single", 1);
const { id: many } = await register(machine, "many", 16);
const database = openDatabase(bindings.DB);

const take = async (client = machine, id = many): Promise<Lease> => {
  const lease = await client.lease(id);
  if (lease === null) throw new Error("the queue is empty");
  return lease;
};
const reportOf = (lease: Lease, reachedAfter = 1) => ({
  attempt: lease.attempt,
  record: recordOf(runOfLease(lease), reachedAfter),
});
const expire = (trial: string) =>
  database.run(sql`UPDATE trials SET lease_expires_at = 1 WHERE id = ${trial}`);
const eventsOf = async (trial: string): Promise<string[]> =>
  (await database.all<{ kind: string }>(sql`SELECT kind FROM events WHERE trial = ${trial} ORDER BY id`)).map(
    ({ kind }) => kind,
  );
const crash = (lease: Lease, client = machine) =>
  client.release(lease.trial, { attempt: lease.attempt, cause: "crash", reason: "it broke" });

/** With a store in which some calls fail. */
const withStore = (changes: object) =>
  clientOf(token, {
    STORE: new Proxy(bindings.STORE, {
      get: (store, name) => {
        const value = name in changes ? Reflect.get(changes, name) : Reflect.get(store, name);
        return typeof value === "function" ? value.bind(store) : value;
      },
    }),
  });

test("the same report twice at once is answered twice alike, and counts once", async () => {
  const entry = await enter(ada, "doubled");
  const lease = await take();
  const replies = await Promise.all([1, 2, 3].map(() => machine.report(lease.trial, reportOf(lease))));
  expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
  expect(replies[0]).toMatchObject({ status: "finished", timeToTargetSeconds: 1 });
  expect(await eventsOf(lease.trial)).toEqual(["trial-leased", "trial-finished"]);
  expect((await visitor.entry(entry.id)).trials.finished).toBe(1);
  await ada.cancelEntry(entry.id);
});

test("of two different reports at once one counts and the other is refused", async () => {
  const entry = await enter(ada, "torn");
  const lease = await take();
  const both = await Promise.allSettled(
    [1, 2].map((seconds) => machine.report(lease.trial, reportOf(lease, seconds))),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const counted = await visitor.record(lease.trial);
  for (const seconds of [1, 2]) {
    const report = reportOf(lease, seconds);
    if (counted.timeToTarget?.charged.reference === seconds) {
      expect(await machine.report(lease.trial, report)).toMatchObject({ timeToTargetSeconds: seconds });
      continue;
    }
    expect(await problemOf(machine.report(lease.trial, report))).toMatchObject({
      status: 409,
      code: "record-differs",
    });
  }
  const failed = { attempt: 1, record: failedRecord(runOfLease(lease), "machine") };
  expect(await problemOf(machine.report(lease.trial, failed))).toMatchObject({ code: "record-differs" });
  await ada.cancelEntry(entry.id);
});

test("a machine's failure that is reported twice at once is one crash", async () => {
  const entry = await enter(ada, "broken_twice");
  const lease = await take();
  const report = { attempt: 1, record: failedRecord(runOfLease(lease), "machine") };
  const replies = await Promise.all([1, 2].map(() => machine.report(lease.trial, report)));
  expect(replies.map(({ status }) => status)).toEqual(["queued", "queued"]);
  expect(await database.all(sql`SELECT attempt FROM lost_leases WHERE trial = ${lease.trial}`)).toHaveLength(
    1,
  );
  await ada.cancelEntry(entry.id);
});

test("the failure of a process that ended without a record counts, though nobody knows what it computed with", async () => {
  const entry = await enter(ada, "killed_process");
  const lease = await take();
  const record = {
    ...failedRecord(runOfLease(lease), "submission"),
    library: null,
    evaluations: [],
    test: null,
  };
  const reached = { ...recordOf(runOfLease(lease), 1), library: null };
  expect(await problemOf(machine.report(lease.trial, { attempt: 1, record: reached }))).toMatchObject({
    code: "record-mismatch",
    errors: [{ path: "library.prices" }, { path: "library.guest" }],
  });
  expect(await machine.report(lease.trial, { attempt: 1, record })).toMatchObject({ status: "finished" });
  await ada.cancelEntry(entry.id);
});

test("dates before the lease, budgets that were overdrawn and impossible metrics are refused by the route", async () => {
  const entry = await enter(ada, "dated");
  const lease = await take();
  const honest = recordOf(runOfLease(lease), null);
  const { budgetSeconds, evaluationPeriodSeconds } = honest.workload;
  const charged = { ...honest.totals.charged, reference: budgetSeconds + 5 * evaluationPeriodSeconds };
  const [first] = honest.evaluations;
  if (first === undefined) throw new Error("there is no evaluation");
  const paths = async (changes: object) =>
    (
      await problemOf(machine.report(lease.trial, { attempt: 1, record: { ...honest, ...changes } }))
    ).errors?.map(({ path }) => path);
  expect(await paths({ startedAt: "2026-11-21T10:00:00.000Z" })).toEqual(["startedAt"]);
  expect(await paths({ finishedAt: "2126-11-21T10:00:00.000Z" })).toEqual(["finishedAt"]);
  expect(await paths({ totals: { ...honest.totals, charged } })).toEqual(["totals.charged"]);
  expect(await paths({ evaluations: [first, first, ...honest.evaluations.slice(1)] })).toEqual([
    "evaluations.1",
    "evaluations.1",
  ]);
  const { name } = honest.workload.metric;
  const validation = { ...first.validation, [name]: 11.08 };
  expect(await paths({ evaluations: [{ ...first, validation }, ...honest.evaluations.slice(1)] })).toEqual([
    `evaluations.0.validation.${name}`,
  ]);
  expect(await visitor.trial(lease.trial)).toMatchObject({ status: "leased" });
  await machine.report(lease.trial, { attempt: 1, record: honest });
  await ada.cancelEntry(entry.id);
});

test("cancelling twice is one event", async () => {
  const entry = await enter(ada, "called_off");
  await Promise.all([ada.cancelEntry(entry.id), ada.cancelEntry(entry.id)]);
  await ada.cancelEntry(entry.id);
  expect(
    await database.all(sql`SELECT id FROM events WHERE kind = 'entry-cancelled' AND entry = ${entry.id}`),
  ).toHaveLength(1);
});

test("a runner that never had the answer gets the lease that it holds, as often as it asks", async () => {
  const entry = await enter(ada, "unanswered");
  const lease = await take(machine, runner);
  for (const again of await Promise.all([take(machine, runner), take(machine, runner)])) {
    expect(again).toEqual(lease);
  }
  expect(await eventsOf(lease.trial)).toEqual(["trial-leased"]);
  await machine.report(lease.trial, reportOf(lease));
  expect((await take(machine, runner)).trial).not.toBe(lease.trial);
  await ada.cancelEntry(entry.id);
});

test("a runner holds as many leases as it has jobs, also where it asks for more at once", async () => {
  const entry = await enter(ada, "grabbed");
  const { id: two } = await register(machine, "two", 2);
  const leases = await Promise.all(Array.from({ length: 6 }, () => take(machine, two)));
  expect(new Set(leases.map(({ trial }) => trial)).size).toBe(2);
  expect((await visitor.entry(entry.id)).trials.running).toBe(2);
  await ada.cancelEntry(entry.id);
});

test("a runner that asks again after a heartbeat has lost its trial: that is a crash", async () => {
  const entry = await enter(ada, "restarted");
  const lease = await take(machine, runner);
  await machine.heartbeat(lease.trial, { attempt: 1, progress: null });
  expect(await take(machine, runner)).toMatchObject({ trial: lease.trial, attempt: 2 });
  expect(await machine.heartbeat(lease.trial, { attempt: 1, progress: null })).toMatchObject({
    cancel: true,
  });
  expect(await eventsOf(lease.trial)).toEqual(["trial-leased", "trial-released", "trial-leased"]);
  await ada.cancelEntry(entry.id);
});

test("a store that does not answer costs no attempt, however often", async () => {
  const entry = await enter(ada, "unlucky");
  const [first] = entry.trialGrid;
  const broken = withStore({ get: () => Promise.reject(new Error("the store is away")) });
  for (let times = 0; times < 5; times++) {
    expect(await problemOf(broken.lease(many))).toMatchObject({ status: 500 });
  }
  expect(await visitor.trial(first?.id ?? "")).toMatchObject({ status: "queued", attempt: 0, reason: null });
  expect(await eventsOf(first?.id ?? "")).toEqual([]);
  expect(await take()).toMatchObject({ trial: first?.id, attempt: 1 });
  await ada.cancelEntry(entry.id);
});

test.each([
  ["gone", null],
  ["no JSON", "{"],
  ["another's", JSON.stringify({ entry: "a.ts", files: { "a.ts": "" } })],
])(
  "trials whose source is %s are set aside, the others go on, and an operator brings them back",
  async (what, body) => {
    const entry = await enter(ada, `lost_${what.replaceAll(/\W/g, "_").toLowerCase()}`);
    const other = await enter(ada, `sound_${what.replaceAll(/\W/g, "_").toLowerCase()}`);
    const key = `sources/${entry.version}`;
    const kept = await (await bindings.STORE.get(key))?.text();
    if (kept === undefined) throw new Error("there is no source");
    if (body === null) await bindings.STORE.delete(key);
    else await bindings.STORE.put(key, body);
    const lease = await take();
    expect(lease.entry).toBe(other.id);
    const id = entry.trialGrid[0]?.id ?? "";
    const view = await visitor.trial(id);
    expect(view).toMatchObject({ status: "quarantined", attempt: 0, runner: null });
    expect(view.reason).toMatch(/platform's fault.*requeue/);
    expect(await eventsOf(id)).toEqual(["trial-quarantined"]);
    expect((await visitor.entry(entry.id)).trials).toMatchObject({ running: 0, failed: 9 });
    await bindings.STORE.put(key, kept);
    expect(await admin.requeueTrial(id)).toMatchObject({ status: "queued", reason: null });
    expect((await visitor.entry(entry.id)).status).not.toBe("complete");
    await ada.cancelEntry(other.id);
    expect(await take()).toMatchObject({ trial: id, attempt: 1 });
    await ada.cancelEntry(entry.id);
  },
);

test("one owner's runners take no trial out of a queue that another serves; those of three owners do", async () => {
  const entry = await enter(ada, "contested");
  const others = await Promise.all(
    ["carl", "dora"].map(async (user) => {
      const client = await clientFor("runner", user);
      return { client, id: (await register(client, `of_${user}`, 16)).id };
    }),
  );
  const first = await take();
  const { trial } = first;
  await crash(first);
  for (const attempt of [2, 3]) {
    const lease = await take(machine, attempt === 2 ? runner : many);
    expect(lease).toMatchObject({ trial, attempt });
    await crash(lease);
  }
  expect(await visitor.trial(trial)).toMatchObject({ status: "queued", reason: "it broke" });
  // They have lost it three times: they get the next one.
  expect((await take()).trial).not.toBe(trial);
  for (const { client, id } of others) {
    const lease = await take(client, id);
    expect(lease.trial).toBe(trial);
    await crash(lease, client);
  }
  const given = await visitor.trial(trial);
  expect(given).toMatchObject({ status: "quarantined", attempt: 5 });
  expect(given.reason).toMatch(/5 lost leases, 3 owners.*it broke/);
  expect(await problemOf(ada.requeueTrial(trial))).toMatchObject({ status: 403, code: "wrong-role" });
  const [one, two] = await Promise.allSettled([admin.requeueTrial(trial), admin.requeueTrial(trial)]);
  expect([one.status, two.status]).toContain("fulfilled");
  expect((await eventsOf(trial)).filter((kind) => kind === "trial-requeued")).toHaveLength(1);
  // Its losses are forgotten, and attempts count on.
  expect(await take()).toMatchObject({ trial, attempt: 6 });
  expect(await problemOf(admin.requeueTrial(trial))).toMatchObject({ status: 409, code: "not-quarantined" });
  await ada.cancelEntry(entry.id);
  expect(await problemOf(admin.requeueTrial(trial))).toMatchObject({ code: "not-quarantined" });
  expect(await problemOf(admin.requeueTrial("e0-x-0-0"))).toMatchObject({ code: "unknown-trial" });
});

test("owners who are not seen for a week are not waited for", async () => {
  const entry = await enter(ada, "left_alone");
  await database.run(sql`UPDATE runners SET last_seen_at = 1 WHERE owner <> 'machine'`);
  const { trial } = await take();
  for (const attempt of [1, 2, 3]) {
    await machine.release(trial, { attempt, cause: "crash", reason: "it broke" });
    if (attempt < 3) expect(await take()).toMatchObject({ trial, attempt: attempt + 1 });
  }
  expect(await visitor.trial(trial)).toMatchObject({ status: "quarantined" });
  await ada.cancelEntry(entry.id);
});

test("a lease that ran out and beats again, before anybody else had the trial, was not lost", async () => {
  const entry = await enter(ada, "suspended");
  const lease = await take();
  await expire(lease.trial);
  const others = await clientFor("runner", "carl");
  // Carl's class has nothing else to do than to look: the trials before and after are taken.
  await database.run(sql`UPDATE entries SET cancelled_at = 1 WHERE id = ${entry.id}`);
  expect(await others.lease((await register(others, "of_carl")).id)).toBeNull();
  await database.run(sql`UPDATE entries SET cancelled_at = NULL WHERE id = ${entry.id}`);
  const lost = () => database.all(sql`SELECT attempt FROM lost_leases WHERE trial = ${lease.trial}`);
  expect(await lost()).toHaveLength(1);
  expect(await machine.heartbeat(lease.trial, { attempt: 1, progress: null })).toMatchObject({
    cancel: false,
  });
  expect(await lost()).toHaveLength(0);
  await ada.cancelEntry(entry.id);
});
