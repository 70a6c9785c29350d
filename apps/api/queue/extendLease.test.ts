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

/** A beat for a lease, as it was read: its runner was seen long ago, and it has run out. */
const beat = (
  lease: { readonly trial: string; readonly attempt: number; readonly runner: string },
  told: typeof progress | null = null,
  at = now,
  leaseExpiresAt = now,
) =>
  extendLease(
    database,
    {
      trial: { id: lease.trial, attempt: lease.attempt, leaseExpiresAt },
      holder: { id: lease.runner, lastSeenAt: 1 },
    },
    told,
    at,
    { leaseMilliseconds: 5000, mostMilliseconds },
  );
const mostMilliseconds = 3_600_000;
const lossesOf = (trial: string) =>
  database.all<{ attempt: number }>(
    sql`SELECT attempt FROM lost_leases WHERE trial = ${trial} ORDER BY attempt`,
  );

test("a beat extends the lease from now, notes progress and the first time that it was heard of, and that the runner is up", async () => {
  const runner = await plantRunner("machine", of, { lastSeenAt: 1 });
  const idle = await plantRunner("machine", of, { lastSeenAt: 1 });
  const entry = await plantEntry("ada", of, { trials: [leasedBy(runner)] });
  const lease = { trial: `${entry}-0`, attempt: 1, runner };
  expect(await beat(lease, progress)).toEqual({ expiresAt: now + 5000 });
  expect(await trialRow(lease.trial)).toMatchObject({ leaseExpiresAt: now + 5000, heardAt: now, progress });
  expect([await seenOf(runner), await seenOf(idle)]).toEqual([now, 1]);
  await beat(lease, null, now + 9);
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
  expect(await beat({ trial: `${entry}-0`, attempt: 1, runner, ...other }, progress)).toBeNull();
  expect(await trialRow(`${entry}-0`)).toEqual(before);
  expect(await lossesOf(`${entry}-0`)).toHaveLength(1);
});

test("a beat of a lease that ended extends nothing and forgives no loss", async () => {
  const runner = await plantRunner("machine", of);
  const entry = await plantEntry("ada", of, { trials: [{ attempt: 1 }] });
  await plantLosses(`${entry}-0`, runner, "machine", 1);
  expect(await beat({ trial: `${entry}-0`, attempt: 1, runner })).toBeNull();
  expect(await lossesOf(`${entry}-0`)).toHaveLength(1);
});

test("a lease that had run out and beats again was not lost; what was lost before stays so", async () => {
  const runner = await plantRunner("machine", of);
  const held = leasedBy(runner, { attempt: 2, leaseExpiresAt: now - 9 });
  const entry = await plantEntry("ada", of, { trials: [held, {}] });
  for (const at of [0, 1]) await plantLosses(`${entry}-${at}`, runner, "machine", 2);
  expect(await beat({ trial: `${entry}-0`, attempt: 2, runner }, null, now, now - 9)).not.toBeNull();
  expect(await lossesOf(`${entry}-0`)).toEqual([{ attempt: 1 }]);
  expect(await lossesOf(`${entry}-1`)).toEqual([{ attempt: 1 }, { attempt: 2 }]);
});

test("a late beat of a lease that its runner lost and has again forgives nothing", async () => {
  const runner = await plantRunner("machine", of);
  const entry = await plantEntry("ada", of, { trials: [leasedBy(runner, { attempt: 2 })] });
  await plantLosses(`${entry}-0`, runner, "machine", 1);
  expect(await beat({ trial: `${entry}-0`, attempt: 1, runner })).toBeNull();
  expect(await lossesOf(`${entry}-0`)).toEqual([{ attempt: 1 }]);
});

test("where a lease stands for longer than clocks are apart nobody can have lost it", async () => {
  const runner = await plantRunner("machine", of);
  const entry = await plantEntry("ada", of, { trials: [leasedBy(runner)] });
  await plantLosses(`${entry}-0`, runner, "machine", 1);
  const lease = { trial: `${entry}-0`, attempt: 1, runner };
  await beat(lease, null, now, now + 10_001);
  expect(await lossesOf(lease.trial)).toHaveLength(1);
  await beat(lease, null, now, now + 10_000);
  expect(await lossesOf(lease.trial)).toEqual([]);
});

test("a runner is noted once a minute at most", async () => {
  const id = await plantRunner("machine", of);
  expect(noteSeen(database, { id, lastSeenAt: now - 59_999 }, now)).toEqual([]);
  const [statement] = noteSeen(database, { id, lastSeenAt: now - 60_000 }, now + 1);
  await statement;
  expect(await seenOf(id)).toBe(now + 1);
});
