import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import {
  database,
  entryRow,
  eventsOf,
  leasedBy,
  now,
  plantEntry,
  plantLosses,
  plantRunner,
  trialRow,
} from "../test/plant.ts";
import { giveBack } from "./giveBack.ts";

const progress = { step: 1, chargedSeconds: 1, metric: null };
let classes = 0;
/** An entry with one trial at work, which owners lost before. */
async function plant(losers: readonly string[] = [], attempt = 4) {
  const of = `given-back-${++classes}`;
  const runner = await plantRunner("machine", of);
  await plantRunner("waiting", of);
  const trials = [leasedBy(runner, { attempt, crashes: losers.length, reason: "before", progress })];
  const entry = await plantEntry("ada", of, { started: 1, trials });
  for (const [at, owner] of losers.entries())
    await plantLosses(`${entry}-0`, await plantRunner(owner, of), owner, 1, at + 1);
  return { runner, entry, trial: `${entry}-0`, lease: { trial: `${entry}-0`, attempt } };
}
const crash = { crashed: true, reason: "it broke" };
const drain = { crashed: false, reason: "stop" };
const lossesOf = (trial: string) =>
  database.all(sql`SELECT attempt, owner, reason FROM lost_leases WHERE trial = ${trial} ORDER BY attempt`);

test("a drained trial waits again, nothing is held against it, and its owner's turn goes by that", async () => {
  const { runner, entry, trial, lease } = await plant();
  expect(await giveBack(database, lease, drain, now)).toBe("queued");
  expect(await trialRow(trial)).toMatchObject({
    ...{
      status: "queued",
      attempt: 4,
      crashes: 0,
      reason: "before",
      runner: null,
      leaseExpiresAt: null,
      progress: null,
    },
  });
  expect(await lossesOf(trial)).toEqual([]);
  expect(await eventsOf(trial)).toEqual([
    { kind: "trial-released", at: now, user: null, entry, trial, runner, detail: "drain: stop", attempt: 4 },
  ]);
  expect((await entryRow(entry))?.started).toBe(0);
});

test("a crashed one waits again with its reason, and its runner has lost it", async () => {
  const { trial, lease } = await plant();
  expect(await giveBack(database, lease, crash, now)).toBe("queued");
  expect(await trialRow(trial)).toMatchObject({ status: "queued", crashes: 1, reason: "it broke" });
  expect(await lossesOf(trial)).toEqual([{ attempt: 4, owner: "machine", reason: "it broke" }]);
  expect((await eventsOf(trial)).map(({ kind, detail }) => [kind, detail])).toEqual([
    ["trial-released", "crash: it broke"],
  ]);
});

test("the third owner's crash takes it out of the queue, and its entry is over", async () => {
  const { runner, entry, trial, lease } = await plant(["ann", "ben"]);
  expect(await giveBack(database, lease, crash, now)).toBe("quarantined");
  const reason = "its runners went silent or failed: 3 lost leases, 3 owners of runners; at last: it broke";
  expect(await trialRow(trial)).toMatchObject({
    status: "quarantined",
    crashes: 3,
    reason,
    runner: null,
    leaseExpiresAt: null,
  });
  expect(await eventsOf(trial)).toEqual([
    {
      kind: "trial-released",
      at: now,
      user: null,
      entry,
      trial,
      runner,
      detail: "crash: it broke",
      attempt: 4,
    },
    { kind: "trial-quarantined", at: now, user: null, entry, trial, runner, detail: reason, attempt: 4 },
  ]);
  expect((await entryRow(entry))?.finishedAt).toBe(now);
});

test("a drain takes none out of the queue, whoever lost it before", async () => {
  const { trial, lease } = await plant(["ann", "ben", "cat"]);
  expect(await giveBack(database, lease, drain, now)).toBe("queued");
  expect((await eventsOf(trial)).map(({ kind }) => kind)).toEqual(["trial-released"]);
});

test.each([
  ["another attempt's", sql`attempt = 5`],
  ["over", sql`status = 'queued', runner = NULL, lease_expires_at = NULL`],
])("a lease that is %s is not given back, and nothing is noted", async (_, change) => {
  for (const cause of [crash, drain]) {
    const { trial, lease } = await plant(["ann", "ben"]);
    await database.run(sql`UPDATE trials SET ${change} WHERE id = ${trial}`);
    const before = await trialRow(trial);
    expect(await giveBack(database, lease, cause, now)).toBeNull();
    expect(await trialRow(trial)).toEqual(before);
    expect([(await lossesOf(trial)).length, await eventsOf(trial)]).toEqual([2, []]);
  }
});
