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
import { silent } from "./claimTrial.ts";
import { giveUpLost } from "./giveUpLost.ts";
import { ownersStayMilliseconds } from "./leaseRules.ts";

let classes = 0;
const newClass = () => `given-${++classes}`;

test("a trial that runners of three owners lost is quarantined, its entry ends, and both are noted", async () => {
  const of = newClass();
  const runners = await Promise.all(["ann", "ben", "cat", "dan"].map((owner) => plantRunner(owner, of)));
  const entry = await plantEntry("ada", of, {
    trials: [{ attempt: 3, crashes: 3, progress: { step: 1, chargedSeconds: 1, metric: null } }],
  });
  for (const [at, owner] of ["ann", "ben", "cat"].entries())
    await plantLosses(`${entry}-0`, runners[at] ?? "", owner, 1, at + 1);
  await giveUpLost(database, now);
  const reason = "its runners went silent or failed: 3 lost leases, 3 owners of runners; at last: loss 3";
  expect(await trialRow(`${entry}-0`)).toMatchObject({
    status: "quarantined",
    crashes: 3,
    reason,
    runner: null,
    progress: null,
  });
  expect(await eventsOf(`${entry}-0`)).toEqual([
    {
      kind: "trial-quarantined",
      at: now,
      entry,
      trial: `${entry}-0`,
      runner: null,
      user: null,
      detail: reason,
      attempt: 3,
    },
  ]);
  expect(await entryRow(entry)).toMatchObject({ finishedAt: now, ended: 1, started: 1 });
});

test("a lease that ran out counts as its runner's loss, and its end is noted before", async () => {
  const of = newClass();
  const [ann, ben, cat] = [
    await plantRunner("ann", of),
    await plantRunner("ben", of),
    await plantRunner("cat", of),
  ];
  await plantRunner("dan", of);
  const entry = await plantEntry("ada", of, {
    trials: [leasedBy(cat, { attempt: 3, crashes: 2, leaseExpiresAt: now })],
  });
  await plantLosses(`${entry}-0`, ann, "ann", 1, 1);
  await plantLosses(`${entry}-0`, ben, "ben", 1, 2);
  await giveUpLost(database, now);
  expect(await trialRow(`${entry}-0`)).toMatchObject({
    status: "quarantined",
    crashes: 3,
    runner: null,
    leaseExpiresAt: null,
  });
  expect((await eventsOf(`${entry}-0`)).map(({ kind, runner, attempt }) => [kind, runner, attempt])).toEqual([
    ["trial-expired", cat, 3],
    ["trial-quarantined", null, 3],
  ]);
  expect((await trialRow(`${entry}-0`))?.reason).toContain(`at last: ${silent}`);
});

test("what somebody may still try stays in the queue", async () => {
  const of = newClass();
  const [ann, ben] = [await plantRunner("ann", of), await plantRunner("ben", of)];
  const entry = await plantEntry("ada", of, {
    trials: [
      // Ann lost it three times, Ben is there.
      { attempt: 3, crashes: 3 },
      // A lease that stands is its runner's, whatever went before.
      leasedBy(ben, { attempt: 5, crashes: 4, leaseExpiresAt: now + 1 }),
      // Nobody lost it.
      { attempt: 1, crashes: 1 },
      leasedBy(ann, { attempt: 1, leaseExpiresAt: now }),
    ],
  });
  await plantLosses(`${entry}-0`, ann, "ann", 3);
  for (const [at, owner] of ["ann", "ben", "cat"].entries())
    await plantLosses(`${entry}-1`, await plantRunner(owner, of), owner, 1, at + 1);
  await giveUpLost(database, now);
  const standing = await Promise.all(
    [0, 1, 2, 3].map(async (at) => (await trialRow(`${entry}-${at}`))?.status),
  );
  expect(standing).toEqual(["queued", "leased", "queued", "leased"]);
});

test.each([
  ["lately is waited for", ownersStayMilliseconds - 1, "queued"],
  ["for a week is not", ownersStayMilliseconds, "quarantined"],
])("an owner who was seen %s, where all others lost a trial three times", async (_, ago, status) => {
  const of = newClass();
  const ann = await plantRunner("ann", of);
  await plantRunner("ben", of, { lastSeenAt: now - ago });
  // Runners of another class have nothing to do with it.
  await plantRunner("cat", newClass());
  const entry = await plantEntry("ada", of, { trials: [{ attempt: 3, crashes: 3 }] });
  await plantLosses(`${entry}-0`, ann, "ann", 3);
  await giveUpLost(database, now);
  expect((await trialRow(`${entry}-0`))?.status).toBe(status);
  await database.run(sql`UPDATE trials SET crashes = 0 WHERE entry = ${entry}`);
});

test("one look gives up five, the next the rest", async () => {
  const of = newClass();
  const ann = await plantRunner("ann", of);
  const trials = Array.from({ length: 7 }, () => ({ attempt: 3, crashes: 3 }));
  const entry = await plantEntry("ada", of, { trials });
  for (const at of trials.keys()) await plantLosses(`${entry}-${at}`, ann, "ann", 3);
  const given = async () => {
    await giveUpLost(database, now);
    return (await database.all(sql`SELECT id FROM trials WHERE entry = ${entry} AND status = 'quarantined'`))
      .length;
  };
  expect([await given(), await given(), await given()]).toEqual([5, 7, 7]);
});
