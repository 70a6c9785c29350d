import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  database,
  entryRow,
  eventsOf,
  leasedBy,
  now,
  plantEntry,
  plantRunner,
  trialRow,
} from "../test/plant.ts";
import { type Claimant, claimTrial, type TrialRow } from "./claimTrial.ts";
import { setAside, unclaim } from "./unclaim.ts";

const of = "unclaimed";
async function claimed(trials: Parameters<typeof plantEntry>[2] = {}): Promise<TrialRow> {
  const runner: Claimant = {
    id: await plantRunner("machine", of),
    owner: "machine",
    hardwareClass: of,
    jobs: 9,
  };
  await plantEntry("ada", of, trials);
  const held = await claimTrial(database, runner, now, 5000, true);
  if (held === null) throw new Error("nothing waits");
  return held.trial;
}

test("a claim that is taken back leaves a trial as if it had never been leased", async () => {
  const row = await claimed();
  await unclaim(database, row);
  expect(await trialRow(row.id)).toMatchObject({
    ...{ status: "queued", attempt: 0, runner: null, leasedAt: null, leaseExpiresAt: null, crashes: 0 },
  });
  expect(await eventsOf(row.id)).toEqual([]);
  expect((await entryRow(row.entry))?.started).toBe(0);
  await database.run(sql`UPDATE entries SET cancelled_at = 1 WHERE id = ${row.entry}`);
});

test("earlier leases stay noted", async () => {
  const row = await claimed({ trials: [{ attempt: 1 }] });
  await database.run(
    sql`INSERT INTO events (at, kind, trial, attempt) VALUES (1, 'trial-leased', ${row.id}, 1), (1, 'other', ${row.id}, 2)`,
  );
  await unclaim(database, row);
  expect((await eventsOf(row.id)).map(({ kind, attempt }) => [kind, attempt])).toEqual([
    ["trial-leased", 1],
    ["other", 2],
  ]);
  expect(await trialRow(row.id)).toMatchObject({ attempt: 1, status: "queued" });
  await database.run(sql`UPDATE entries SET cancelled_at = 1 WHERE id = ${row.entry}`);
});

test.each([
  ["was given again", sql`attempt = 9`],
  ["ended", sql`status = 'quarantined', reason = 'it did', runner = NULL, lease_expires_at = NULL`],
])("a lease that %s meanwhile stays, with what was noted of it", async (_, change) => {
  const row = await claimed();
  await database.run(sql`UPDATE trials SET ${change} WHERE id = ${row.id}`);
  const before = await trialRow(row.id);
  await unclaim(database, row);
  expect(await trialRow(row.id)).toEqual(before);
  expect((await eventsOf(row.id)).map(({ kind }) => kind)).toEqual(["trial-leased"]);
  await database.run(sql`UPDATE entries SET cancelled_at = 1 WHERE id = ${row.entry}`);
});

test("a version that nobody can run leaves the queue, but for what is at work, and its entry ends where that was all", async () => {
  const runner = await plantRunner("machine", of);
  const progress = { step: 1, chargedSeconds: 1, metric: null };
  const waiting = await plantEntry("ada", of, { trials: [{ progress }, {}] });
  const running = await plantEntry("ada", of, { trials: [leasedBy(runner), {}] });
  for (const entry of [waiting, running]) {
    await setAside(database, (await entryRow(entry))?.version ?? "", "the source is lost", now);
  }
  const aside = { status: "quarantined", reason: "the source is lost", progress: null };
  expect(await trialRow(`${waiting}-0`)).toMatchObject(aside);
  expect(await trialRow(`${running}-0`)).toMatchObject({ status: "leased" });
  expect(await trialRow(`${running}-1`)).toMatchObject(aside);
  expect([(await entryRow(waiting))?.finishedAt, (await entryRow(running))?.finishedAt]).toEqual([now, null]);
  expect(await eventsOf(`${waiting}-1`)).toEqual([
    {
      ...{
        kind: "trial-quarantined",
        at: now,
        entry: waiting,
        trial: `${waiting}-1`,
        detail: "the source is lost",
      },
      ...{ runner: null, user: null, attempt: null },
    },
  ]);
});

test("cancelled and self-reported entries of a version are no part of the queue", async () => {
  const cancelled = await plantEntry("ada", of, { cancelledAt: 1 });
  const reported = await plantEntry("ada", of, { trust: "self-reported" });
  const sound = await plantEntry("ada", of);
  for (const entry of [cancelled, reported]) {
    await setAside(database, (await entryRow(entry))?.version ?? "", "the source is lost", now);
    expect(await trialRow(`${entry}-0`)).toMatchObject({ status: "queued", reason: null });
  }
  expect(await trialRow(`${sound}-0`)).toMatchObject({ status: "queued" });
});
