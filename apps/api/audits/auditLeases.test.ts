import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { audits, voids } from "../database/auditTables.ts";
import { records } from "../database/schema.ts";
import { ownersStayMilliseconds } from "../queue/leaseRules.ts";
import { database, eventsOf, now, plantEntry, plantLosses, plantRunner } from "../test/plant.ts";
import { auditOfLease, endAudits, extendAudit, giveAuditBack } from "./auditLeases.ts";

let classes = 0;
type Row = typeof audits.$inferSelect & { readonly runner: string };

/** An audit of a trial of Ada's whose record Rob reported, at work at Ann's runner. */
async function plant(more: Partial<typeof audits.$inferInsert> = {}, of = `audited-${++classes}`) {
  const runner = await plantRunner("ann", of);
  const entry = await plantEntry("ada", of, { trials: [{ attempt: 1 }] });
  const id = `audit-of-${entry}`;
  await database.insert(audits).values({
    ...{
      id,
      trial: `${entry}-0`,
      record: "r",
      reason: "rank",
      hardwareClass: of,
      reporter: "rob",
      entrant: "ada",
    },
    ...{ requestedAt: 1, status: "leased", attempt: 2, runner, owner: "ann", leaseExpiresAt: now + 9 },
    ...more,
  });
  return { of, runner, entry, trial: `${entry}-0`, id, row: await rowOf(id) };
}
const rowOf = async (id: string) => (await database.select().from(audits).where(eq(audits.id, id)))[0] as Row;
const lossesOf = (trial: string) =>
  database.all<{ attempt: number; owner: string; reason: string }>(
    sql`SELECT attempt, owner, reason FROM lost_leases WHERE trial = ${trial} ORDER BY attempt`,
  );

test("a lease is an audit's by trial and attempt, as long as somebody has or had it", async () => {
  const { trial, id } = await plant();
  expect((await auditOfLease(database, trial, 2))?.audit.id).toBe(id);
  expect(await auditOfLease(database, trial, 1)).toBeNull();
  expect(await auditOfLease(database, "other", 2)).toBeNull();
  await database.run(sql`UPDATE audits SET runner = NULL, status = 'queued' WHERE id = ${id}`);
  expect(await auditOfLease(database, trial, 2)).toBeNull();
});

test("an audit ends where its record's trial did; of a record that was withdrawn there is no cap", async () => {
  const { trial, id } = await plant();
  const cap = async () => (await auditOfLease(database, trial, 2))?.capSeconds;
  expect(await cap()).toBeNull();
  const sha256 = "a".repeat(64);
  const record = { sha256, bytes: 1, attempt: 1, outcome: "exhausted", steps: 1, chargedSeconds: 7 } as const;
  await database.insert(records).values({ ...record, trial, createdAt: 1 });
  expect(await cap()).toBeNull();
  await database.run(sql`UPDATE audits SET record = ${sha256} WHERE id = ${id}`);
  expect(await cap()).toBe(7);
});

const times = { leaseMilliseconds: 5000, mostMilliseconds: 3_600_000 };

test("a beat extends an audit's lease and notes when it was first heard of, and that its runner is up", async () => {
  const { id, row, runner } = await plant();
  await database.run(sql`UPDATE runners SET last_seen_at = 1 WHERE id = ${runner}`);
  expect(await extendAudit(database, row, { id: row.runner, lastSeenAt: 1 }, now, times)).toEqual({
    expiresAt: now + 5000,
  });
  await extendAudit(database, row, { id: row.runner, lastSeenAt: 1 }, now + 1, times);
  expect(await rowOf(id)).toMatchObject({ leaseExpiresAt: now + 5001, heardAt: now });
  expect(await database.all(sql`SELECT last_seen_at AS seen FROM runners WHERE id = ${runner}`)).toEqual([
    { seen: now + 1 },
  ]);
});

test.each([
  ["was given again", { attempt: 3 }],
  ["was given back", { status: "queued" as const, leaseExpiresAt: null }],
])("a lease that %s is neither extended nor given back", async (_, change) => {
  const { id, row, trial } = await plant();
  await database.update(audits).set(change).where(eq(audits.id, id));
  const before = await rowOf(id);
  expect(await extendAudit(database, row, { id: row.runner, lastSeenAt: 1 }, now, times)).toBeNull();
  expect(await giveAuditBack(database, row, { crashed: true, reason: "it broke" }, now)).toBe(false);
  expect(await rowOf(id)).toEqual(before);
  expect([await lossesOf(trial), await eventsOf(trial)]).toEqual([[], []]);
});

test("an audit that is given back waits again: a drain is nobody's loss, a crash is its runner's", async () => {
  const drained = await plant();
  expect(await giveAuditBack(database, drained.row, { crashed: false, reason: "stop" }, now)).toBe(true);
  expect(await rowOf(drained.id)).toMatchObject({
    status: "queued",
    leaseExpiresAt: null,
    outcome: null,
    endedAt: null,
  });
  expect(await lossesOf(drained.trial)).toEqual([]);
  expect(await eventsOf(drained.trial)).toEqual([
    {
      ...{ kind: "audit-released", at: now, user: null, entry: drained.entry, trial: drained.trial },
      ...{ runner: drained.runner, detail: "drain: stop", attempt: 2 },
    },
  ]);
  const crashed = await plant();
  expect(await giveAuditBack(database, crashed.row, { crashed: true, reason: "it broke" }, now)).toBe(true);
  expect(await rowOf(crashed.id)).toMatchObject({ status: "queued" });
  expect(await lossesOf(crashed.trial)).toEqual([{ attempt: 2, owner: "ann", reason: "it broke" }]);
  expect((await eventsOf(crashed.trial))[0]?.detail).toBe("crash: it broke");
});

/** Whether the audit is over once Ann's runner has lost it for the third time, with others as planted. */
async function isOver(others: (of: string, trial: string) => Promise<unknown>): Promise<boolean> {
  const { id, of, trial, runner } = await plant({ attempt: 4 });
  await plantLosses(trial, runner, "ann", 2, 2);
  await others(of, trial);
  await giveAuditBack(database, await rowOf(id), { crashed: true, reason: "it broke" }, now);
  const { status, outcome, endedAt, leaseExpiresAt } = await rowOf(id);
  expect({ outcome, endedAt, leaseExpiresAt }).toEqual(
    status === "finished"
      ? { outcome: "unfinished", endedAt: now, leaseExpiresAt: null }
      : { outcome: null, endedAt: null, leaseExpiresAt: null },
  );
  return status === "finished";
}

test("an audit ends unfinished where nobody is left who may do it", async () => {
  expect(await isOver(async () => {})).toBe(true);
  expect(await isOver((of) => plantRunner("ben", of))).toBe(false);
  expect(await isOver((of) => plantRunner("ben", of, { lastSeenAt: now - ownersStayMilliseconds }))).toBe(
    true,
  );
  expect(await isOver((of) => plantRunner("ben", `${of}-other`))).toBe(true);
  // Neither who reported the record nor who entered the submission may.
  expect(await isOver((of) => plantRunner("rob", of))).toBe(true);
  expect(await isOver((of) => plantRunner("ada", of))).toBe(true);
  expect(
    await isOver(async (of, trial) => plantLosses(trial, await plantRunner("ben", of), "ben", 3, 10)),
  ).toBe(true);
  expect(
    await isOver(async (of) => {
      const subject = await plantRunner("ben", of);
      await database.insert(voids).values({ kind: "runner", subject, reason: "odd", at: 1 });
    }),
  ).toBe(true);
});

test("an audit ends where three owners lost it, whoever else is there; the trial's own losses do not count", async () => {
  const lostBy = (owners: readonly string[], from: number) => async (of: string, trial: string) => {
    await plantRunner("zoe", of);
    for (const [at, owner] of owners.entries())
      await plantLosses(trial, await plantRunner(owner, of), owner, 1, from + at);
  };
  expect(await isOver(lostBy(["ben", "cat"], 10))).toBe(true);
  expect(await isOver(lostBy(["ben"], 10))).toBe(false);
  expect(await isOver(lostBy(["ben"], 1))).toBe(false);
  expect(
    await isOver(async (of, trial) => {
      await plantRunner("zoe", of);
      await plantLosses(trial, await plantRunner("ben", of), "ben", 1, 0);
      await plantLosses(trial, await plantRunner("cat", of), "cat", 1, 1);
    }),
  ).toBe(false);
});

const look = async () => {
  const [first, ...rest] = endAudits(database, now);
  await database.batch([first, ...rest]);
};

test("a look queues audits again whose runners went silent, notes whose loss it was, and leaves the others", async () => {
  const silent = await plant({ leaseExpiresAt: now });
  await plantRunner("ben", silent.of);
  const standing = await plant({ leaseExpiresAt: now + 1 });
  await look();
  expect(await rowOf(silent.id)).toMatchObject({ status: "queued", leaseExpiresAt: null, outcome: null });
  expect(await lossesOf(silent.trial)).toEqual([
    { attempt: 2, owner: "ann", reason: "the runner went silent" },
  ]);
  expect(await eventsOf(silent.trial)).toEqual([
    {
      ...{ kind: "audit-expired", at: now, user: null, entry: silent.entry, trial: silent.trial },
      ...{ runner: silent.runner, detail: "the runner went silent", attempt: 2 },
    },
  ]);
  expect(await rowOf(standing.id)).toMatchObject({ status: "leased" });
  expect(await eventsOf(standing.trial)).toEqual([]);
});

test("a look ends what nobody is to try again, and what nobody had yet is not among it", async () => {
  const over = await plant({ attempt: 4, status: "queued", leaseExpiresAt: null });
  await plantLosses(over.trial, over.runner, "ann", 3, 2);
  const fresh = await plant({
    attempt: null,
    status: "queued",
    runner: null,
    owner: null,
    leaseExpiresAt: null,
  });
  await look();
  expect(await rowOf(over.id)).toMatchObject({ status: "finished", outcome: "unfinished", endedAt: now });
  expect((await eventsOf(over.trial)).map(({ kind, attempt }) => [kind, attempt])).toEqual([
    ["audit-finished", null],
  ]);
  expect(await rowOf(fresh.id)).toMatchObject({ status: "queued", outcome: null });
});
