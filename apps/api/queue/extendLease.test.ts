import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { runners } from "../database/schema.ts";
import { database, leasedBy, now, plantEntry, plantLosses, plantRunner, trialRow } from "../test/plant.ts";
import { extendLease } from "./extendLease.ts";
import { noteSeen } from "./noteSeen.ts";

const of = "beating";
const progress = { step: 5, chargedSeconds: 2, metric: 0.5 };
const seenOf = async (id: string) =>
  (await database.select().from(runners).where(sql`id = ${id}`))[0]?.lastSeenAt;

test("a beat extends the lease from now, notes progress and the first time that it was heard of, and that the runner is up", async () => {
  const runner = await plantRunner("machine", of, { lastSeenAt: 1 });
  const idle = await plantRunner("machine", of, { lastSeenAt: 1 });
  const entry = await plantEntry("ada", of, { trials: [leasedBy(runner)] });
  const lease = { trial: `${entry}-0`, attempt: 1, runner };
  expect(await extendLease(database, lease, progress, now, 5000)).toEqual({ expiresAt: now + 5000 });
  expect(await trialRow(lease.trial)).toMatchObject({ leaseExpiresAt: now + 5000, heardAt: now, progress });
  expect([await seenOf(runner), await seenOf(idle)]).toEqual([now, 1]);
  await extendLease(database, lease, null, now + 9, 5000);
  expect(await trialRow(lease.trial)).toMatchObject({
    leaseExpiresAt: now + 5009,
    heardAt: now,
    progress: null,
  });
});

test.each([
  ["of another attempt", { attempt: 2 }],
  ["of another runner", { runner: "nobody" }],
  ["of another trial", { trial: "nothing" }],
])("a beat %s extends nothing and forgives no loss", async (_, other) => {
  const runner = await plantRunner("machine", of);
  const entry = await plantEntry("ada", of, { trials: [leasedBy(runner)] });
  await plantLosses(`${entry}-0`, runner, "machine", 1);
  const before = await trialRow(`${entry}-0`);
  const lease = { trial: `${entry}-0`, attempt: 1, runner, ...other };
  expect(await extendLease(database, lease, progress, now, 5000)).toBeNull();
  expect(await trialRow(`${entry}-0`)).toEqual(before);
  expect(await database.all(sql`SELECT 1 FROM lost_leases WHERE trial = ${`${entry}-0`}`)).toHaveLength(1);
});

test("a beat of a lease that ended extends nothing and forgives no loss", async () => {
  const runner = await plantRunner("machine", of);
  const entry = await plantEntry("ada", of, { trials: [{ attempt: 1 }] });
  await plantLosses(`${entry}-0`, runner, "machine", 1);
  expect(
    await extendLease(database, { trial: `${entry}-0`, attempt: 1, runner }, null, now, 5000),
  ).toBeNull();
  expect(await database.all(sql`SELECT 1 FROM lost_leases WHERE trial = ${`${entry}-0`}`)).toHaveLength(1);
});

test("a lease that had run out and beats again was not lost; what was lost before stays so", async () => {
  const runner = await plantRunner("machine", of);
  const entry = await plantEntry("ada", of, {
    trials: [leasedBy(runner, { attempt: 2, leaseExpiresAt: now - 9 }), {}],
  });
  await plantLosses(`${entry}-0`, runner, "machine", 2);
  await plantLosses(`${entry}-1`, runner, "machine", 2);
  expect(
    await extendLease(database, { trial: `${entry}-0`, attempt: 2, runner }, null, now, 5000),
  ).not.toBeNull();
  const left = await database.all(
    sql`SELECT trial, attempt FROM lost_leases WHERE trial LIKE ${`${entry}-%`} ORDER BY trial, attempt`,
  );
  expect(left).toEqual([
    { trial: `${entry}-0`, attempt: 1 },
    { trial: `${entry}-1`, attempt: 1 },
    { trial: `${entry}-1`, attempt: 2 },
  ]);
});

test("an idle runner is noted twice a minute at most", async () => {
  const id = await plantRunner("machine", of, { lastSeenAt: now - 29_999 });
  await noteSeen(database, { id, lastSeenAt: now - 29_999 }, now);
  expect(await seenOf(id)).toBe(now - 29_999);
  const other = await plantRunner("machine", of, { lastSeenAt: 5 });
  await noteSeen(database, { id, lastSeenAt: now - 30_000 }, now);
  expect([await seenOf(id), await seenOf(other)]).toEqual([now, 5]);
});
