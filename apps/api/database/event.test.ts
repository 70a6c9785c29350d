import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { eventsBy } from "../routes/eventRoutes.ts";
import { faster, honest, machineOf, work } from "../test/machine.ts";
import { admin, bindings, clientFor, clientOf, enter, register, tokenFor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";

import { forgetEvents, mostForgotten } from "./event.ts";
import { events } from "./eventTables.ts";
import { openDatabase } from "./openDatabase.ts";

const database = openDatabase(bindings.DB);
const kindsOf = async (trial: string): Promise<string[]> =>
  (await admin.events({ trial })).map(({ kind }) => kind).reverse();
const expire = (trial: string) =>
  database.run(sql`UPDATE trials SET lease_expires_at = 1 WHERE id = ${trial}`);

const ada = await clientFor("submitter", "ada");
const bob = await machineOf("bob");
const eve = await machineOf("eve");
const leased = async (machine: typeof bob) => {
  const lease = await machine.client.lease(machine.id);
  if (lease === null) throw new Error("nothing to lease");
  return lease;
};

test("concurrent duplicates of a report are one event, and so are releases", async () => {
  await enter(ada, "twice");
  const lease = await leased(bob);
  const report = { attempt: lease.attempt, record: honest(lease) };
  await Promise.all([1, 2, 3, 4].map(() => bob.client.report(lease.trial, report)));
  expect(await kindsOf(lease.trial)).toEqual(["trial-leased", "trial-finished"]);

  const other = await leased(bob);
  const release = { attempt: other.attempt, cause: "drain" as const, reason: "update" };
  await Promise.allSettled([1, 2, 3].map(() => bob.client.release(other.trial, release)));
  expect(await kindsOf(other.trial)).toEqual(["trial-leased", "trial-released"]);
});

test("a lease that runs out is one event, when another takes the trial, however many ask at once", async () => {
  const entry = await enter(ada, "silent");
  const lease = await leased(bob);
  await expire(lease.trial);
  const machines = await Promise.all([machineOf("carl"), machineOf("dora"), machineOf("finn")]);
  await Promise.all(machines.map((machine) => machine.client.lease(machine.id)));
  const told = await kindsOf(lease.trial);
  expect(told).toEqual(["trial-leased", "trial-expired", "trial-leased"]);
  expect((await admin.events({ trial: lease.trial, kind: "trial-expired" }))[0]).toMatchObject({
    runner: bob.id,
    attempt: lease.attempt,
    entry: lease.entry,
  });
  // A crash whose reason reads like silence is a release and nothing else.
  const crash = { attempt: 1, cause: "crash" as const, reason: "the runner went silent" };
  const held = await leased(eve);
  await eve.client.release(held.trial, { ...crash, attempt: held.attempt });
  await Promise.all(machines.map(async (machine) => machine.client.lease(machine.id)));
  expect((await kindsOf(held.trial)).filter((kind) => kind === "trial-expired")).toEqual([]);
  // What an entry's cancellation ends is noted trial by trial, once.
  await ada.cancelEntry(entry.id);
  await ada.cancelEntry(entry.id);
  const cancelled = await admin.events({ entry: entry.id, kind: "trial-cancelled" });
  expect(new Set(cancelled.map(({ trial }) => trial)).size).toBe(cancelled.length);
  expect(cancelled.length).toBeGreaterThan(0);
  expect(await admin.events({ entry: entry.id, kind: "entry-cancelled" })).toHaveLength(1);
  const all = await database.all<{ id: number }>(
    sql`SELECT id FROM events WHERE entry = ${entry.id} ORDER BY id DESC`,
  );
  expect((await admin.events({ entry: entry.id, limit: "500" })).map(({ id }) => id)).toEqual(
    all.map(({ id }) => id),
  );
});

test("expiry and quarantine are one event each, and a requeue another", async () => {
  await enter(await clientFor("submitter", "gil"), "lost");
  const owners = await Promise.all(["h1", "h2", "h3"].map((owner) => machineOf(owner)));
  const others = "SELECT id FROM entries WHERE owner <> 'gil'";
  await database.run(
    sql.raw(`UPDATE trials SET status = 'cancelled', runner = NULL, lease_expires_at = NULL
    WHERE entry IN (${others}) AND status IN ('queued', 'leased')`),
  );
  let trial = "";
  for (const machine of owners) {
    const lease = await leased(machine);
    trial ||= lease.trial;
    expect(lease.trial).toBe(trial);
    await expire(trial);
  }
  const [last] = owners;
  if (last === undefined) throw new Error("no runner");
  // Several that ask at once find it given up.
  await Promise.all(owners.map((machine) => machine.client.lease(machine.id)));
  const told = await kindsOf(trial);
  const countOf = (kind: string) => told.filter((one) => one === kind).length;
  expect([countOf("trial-leased"), countOf("trial-expired"), countOf("trial-quarantined")]).toEqual([
    3, 3, 1,
  ]);
  await Promise.allSettled([admin.requeueTrial(trial), admin.requeueTrial(trial)]);
  expect((await kindsOf(trial)).filter((kind) => kind === "trial-requeued")).toHaveLength(1);
});

test("an audit's result, a void and its lifting are noted once", async () => {
  const liar = await machineOf("liar");
  const judge = await machineOf("judge");
  const entry = await enter(await clientFor("submitter", "kim"), "audited");
  await work(liar, (record) => faster(record));
  const audited = await admin.adminAudits("open");
  const audit = await leased(judge);
  expect(audited.map(({ trial }) => trial)).toContain(audit.trial);
  const report = { attempt: audit.attempt, record: honest(audit) };
  await Promise.allSettled([1, 2, 3].map(() => judge.client.report(audit.trial, report)));
  const finished = await admin.events({ trial: audit.trial, kind: "audit-finished" });
  expect(finished.map(({ detail }) => detail?.split(":")[0])).toEqual(["mismatch"]);
  const voiding = { kind: "entry" as const, subject: entry.id, reason: "weights in its constants" };
  await Promise.allSettled([1, 2, 3].map(() => admin.void(voiding)));
  const voids = await admin.voids();
  const own = voids.filter(({ subject }) => subject === entry.id);
  expect(own).toHaveLength(1);
  await Promise.allSettled([1, 2].map(() => admin.liftVoid(own[0]?.id ?? 0)));
  const about = (await admin.events({ user: "admin" })).filter(({ detail }) => detail?.includes(entry.id));
  expect(about.map(({ kind }) => kind)).toEqual(["void-lifted", "voided"]);
});

test("the log is for operators, is narrowed by what an event names, and goes on before an event", async () => {
  expect(await problemOf(ada.events())).toMatchObject({ status: 403 });
  expect(await problemOf(clientOf().events())).toMatchObject({ status: 401 });
  const ofRunner = await admin.events({ runner: bob.id });
  expect(ofRunner.length).toBeGreaterThan(1);
  expect(new Set(ofRunner.map(({ runner }) => runner))).toEqual(new Set([bob.id]));
  const pages: number[] = [];
  for (let before: string | undefined; ; ) {
    const page = await admin.events({ kind: "trial-leased", limit: "3", ...(before ? { before } : {}) });
    pages.push(...page.map(({ id }) => id));
    if (page.length < 3) break;
    before = String(page.at(-1)?.id);
  }
  expect(pages).toEqual((await admin.events({ kind: "trial-leased" })).map(({ id }) => id));
  for (const wanted of Object.values(eventsBy)) {
    const plan = await database.all<{ detail: string }>(
      sql`EXPLAIN QUERY PLAN SELECT * FROM events WHERE ${wanted("x")} ORDER BY id DESC LIMIT 100`,
    );
    const searched = /SEARCH events USING (INDEX|INTEGER PRIMARY KEY)/;
    expect(plan.map(({ detail }) => detail).join("; ")).toMatch(searched);
    expect(plan.filter(({ detail }) => /^SCAN (events|own|its|trials)/.test(detail))).toEqual([]);
  }
});

test("old events go, a bounded number at a time, and a registration takes some along", async () => {
  await database.run(sql`
    INSERT INTO events (id, at, kind) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2005)
    SELECT -i, 5, 'trial-leased' FROM n`);
  const before = Number(
    (await database.all<{ count: number }>(sql`SELECT count(*) AS count FROM events WHERE at > 5`))[0]?.count,
  );
  expect(await forgetEvents(database, 1000)).toBe(mostForgotten);
  await register(clientOf(await tokenFor("runner", "zoe")), "zoe-1");
  expect(await database.select().from(events).where(sql`at = 5`)).toEqual([]);
  const rest = await database.all<{ count: number }>(sql`SELECT count(*) AS count FROM events`);
  expect(rest[0]?.count).toBeGreaterThan(before);
});
