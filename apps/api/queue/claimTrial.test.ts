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
import { type Claimant, claimTrial, silent } from "./claimTrial.ts";
import { giveBack } from "./giveBack.ts";

let classes = 0;
/** A hardware class of the test's own, with a runner of `machine`'s. */
async function queue(jobs = 8): Promise<Claimant> {
  const hardwareClass = `class-${++classes}`;
  return { id: await plantRunner("machine", hardwareClass), owner: "machine", hardwareClass, jobs };
}
const claim = async (runner: Claimant, at = now) =>
  (await claimTrial(database, runner, at, 5000, true))?.trial.id ?? null;

test("a trial that waits is leased: whose, until when, which attempt, and that is noted", async () => {
  const runner = await queue();
  const waiting = {
    attempt: 2,
    progress: { step: 1, chargedSeconds: 1, metric: null },
    heardAt: 3,
    reason: "before",
  };
  const entry = await plantEntry("ada", runner.hardwareClass, { trials: [waiting] });
  const held = await claimTrial(database, runner, now, 5000, false);
  const claimed = held?.trial;
  expect([held?.entry.id, held?.holder?.id]).toEqual([entry, runner.id]);
  expect(claimed).toEqual(await trialRow(`${entry}-0`));
  expect(claimed).toMatchObject({
    ...{ status: "leased", runner: runner.id, attempt: 3, crashes: 0, reason: "before", progress: null },
    ...{ leasedAt: now, heardAt: null, leaseExpiresAt: now + 5000 },
  });
  const about = { at: now, entry, trial: `${entry}-0`, runner: runner.id, user: null, detail: null };
  expect(await eventsOf(`${entry}-0`)).toEqual([{ kind: "trial-leased", ...about, attempt: 3 }]);
  expect((await entryRow(entry))?.started).toBe(1);
});

test.each([
  ["that is self-reported", { trust: "self-reported" as const }],
  ["that is finished", { finishedAt: 1 }],
  ["that was cancelled", { cancelledAt: 1 }],
  ["that is void", { voidedAt: 1 }],
  ["of another class", { hardwareClass: "elsewhere" }],
])("nothing is leased of an entry %s", async (_, more) => {
  const runner = await queue();
  // Its owner has another that waits, so has a turn.
  await plantEntry("ada", runner.hardwareClass, { ...more, createdAt: 1 });
  const open = await plantEntry("ada", runner.hardwareClass, { createdAt: 2 });
  expect(await claim(runner)).toBe(`${open}-0`);
  expect(await claim(runner)).toBeNull();
});

test("trials come in the order of the plan, but for those that have ended or are at work", async () => {
  const runner = await queue();
  const other = await plantRunner("other", runner.hardwareClass);
  const entry = await plantEntry("ada", runner.hardwareClass, {
    trials: [
      { position: 4 },
      leasedBy(other, { position: 0 }),
      { position: 1, status: "quarantined", reason: "it was" },
      { position: 3 },
      leasedBy(other, { position: 2, leaseExpiresAt: now + 1 }),
    ],
  });
  expect([await claim(runner), await claim(runner), await claim(runner)]).toEqual([
    `${entry}-3`,
    `${entry}-0`,
    null,
  ]);
});

test("a lease that has run out is up again: that was a crash, is noted, and the reason is its runner's silence", async () => {
  const runner = await queue();
  const lost = await plantRunner("other", runner.hardwareClass);
  const entry = await plantEntry("ada", runner.hardwareClass, {
    trials: [leasedBy(lost, { leaseExpiresAt: now, attempt: 4 })],
  });
  expect(await claim(runner)).toBe(`${entry}-0`);
  expect(await trialRow(`${entry}-0`)).toMatchObject({
    attempt: 5,
    crashes: 1,
    runner: runner.id,
    reason: silent,
  });
  expect(await database.all(sql`SELECT * FROM lost_leases WHERE trial = ${`${entry}-0`}`)).toEqual([
    { trial: `${entry}-0`, attempt: 4, runner: lost, owner: "other", at: now, reason: silent },
  ]);
  expect(
    (await eventsOf(`${entry}-0`)).map(({ kind, runner: whose, attempt, detail }) => [
      kind,
      whose,
      attempt,
      detail,
    ]),
  ).toEqual([
    ["trial-expired", lost, 4, silent],
    ["trial-leased", runner.id, 5, null],
  ]);
});

test("what was given back after a crash has not run out, and is not noted so when it is given again", async () => {
  const runner = await queue();
  const other = await plantRunner("other", runner.hardwareClass);
  const entry = await plantEntry("ada", runner.hardwareClass, { trials: [leasedBy(other)] });
  const trial = `${entry}-0`;
  await giveBack(database, { trial, attempt: 1 }, { crashed: true, reason: silent }, now);
  expect(await claim(runner)).toBe(trial);
  expect((await eventsOf(trial)).map(({ kind, attempt }) => [kind, attempt])).toEqual([
    ["trial-released", 1],
    ["trial-leased", 2],
  ]);
});

test("where no lease had run out by then, none that has meanwhile is given", async () => {
  const runner = await queue();
  const lost = await plantRunner("other", runner.hardwareClass);
  const entry = await plantEntry("ada", runner.hardwareClass, {
    trials: [leasedBy(lost, { leaseExpiresAt: now }), {}],
  });
  expect((await claimTrial(database, runner, now, 5000, false))?.trial.id).toBe(`${entry}-1`);
  expect(await claimTrial(database, runner, now, 5000, false)).toBeNull();
  expect(await database.all(sql`SELECT 1 FROM lost_leases WHERE trial = ${`${entry}-0`}`)).toEqual([]);
});

test("users take turns: whose was longest ago is next, whatever other classes do", async () => {
  const runner = await queue();
  const { hardwareClass } = runner;
  const ada = await plantEntry("ada", hardwareClass, { turn: 7, trials: [{}, {}] });
  const bob = await plantEntry("bob", hardwareClass, { turn: 3, trials: [{}, {}] });
  await plantEntry("ada", "elsewhere-turns", { turn: 90 });
  expect([
    await claim(runner),
    await claim(runner, now + 1),
    await claim(runner, now + 2),
    await claim(runner, now + 3),
  ]).toEqual([`${bob}-0`, `${ada}-0`, `${bob}-1`, `${ada}-1`]);
  const turns = await database.all(
    sql`SELECT user, turn FROM turns WHERE hardware_class = ${hardwareClass} ORDER BY turn`,
  );
  expect(turns).toEqual([
    { user: "bob", turn: 10 },
    { user: "ada", turn: 11 },
  ]);
  expect(await database.all(sql`SELECT turn FROM turns WHERE hardware_class = 'elsewhere-turns'`)).toEqual([
    { turn: 90 },
  ]);
});

test("a user's entries: the one that started fewest trials, then the older, then by id", async () => {
  const runner = await queue();
  const { hardwareClass } = runner;
  const busy = await plantEntry("ada", hardwareClass, { started: 3, createdAt: 1 });
  const young = await plantEntry("ada", hardwareClass, { createdAt: 9 });
  const first = await plantEntry("ada", hardwareClass, { createdAt: 5 });
  const second = await plantEntry("ada", hardwareClass, { createdAt: 5 });
  const order = [await claim(runner), await claim(runner), await claim(runner), await claim(runner)];
  expect(order).toEqual([first, second, young, busy].map((entry) => `${entry}-0`));
});

test("its owner's own entries come last, also where their turn is first", async () => {
  const runner = await queue();
  const own = await plantEntry("machine", runner.hardwareClass, { turn: 1 });
  const others = await plantEntry("ada", runner.hardwareClass, { turn: 9 });
  expect([await claim(runner), await claim(runner)]).toEqual([`${others}-0`, `${own}-0`]);
});

test("a runner holds no more leases than it has jobs; those that ran out and those of others do not count", async () => {
  const runner = await queue(2);
  const other = await plantRunner("other", runner.hardwareClass);
  const held = [leasedBy(other), leasedBy(runner.id, { leaseExpiresAt: now }), leasedBy(runner.id)];
  await plantEntry("ada", "elsewhere-held", { trials: held });
  await plantEntry("ada", runner.hardwareClass, { trials: [{}, {}] });
  expect(await claim(runner)).not.toBeNull();
  expect(await claim(runner)).toBeNull();
});

test("whoever lost a trial three times is not given it again, others are", async () => {
  const runner = await queue();
  const other = { ...runner, id: await plantRunner("other", runner.hardwareClass), owner: "other" };
  const entry = await plantEntry("ada", runner.hardwareClass, { trials: [{ attempt: 3, crashes: 3 }, {}] });
  await plantLosses(`${entry}-0`, runner.id, "machine", 3);
  expect(await claim(runner)).toBe(`${entry}-1`);
  expect(await claim(runner)).toBeNull();
  expect(await claim(other)).toBe(`${entry}-0`);
});

test("a trial that three owners lost is given to nobody, one that two lost is", async () => {
  const runner = await queue();
  const { hardwareClass } = runner;
  const [a, b, c] = [
    await plantRunner("ann", hardwareClass),
    await plantRunner("ben", hardwareClass),
    await plantRunner("cat", hardwareClass),
  ];
  const entry = await plantEntry("ada", hardwareClass, {
    trials: [
      { attempt: 3, crashes: 3 },
      { attempt: 2, crashes: 2 },
      leasedBy(c, { leaseExpiresAt: now, attempt: 3 }),
    ],
  });
  for (const trial of [0, 1, 2]) {
    await plantLosses(`${entry}-${trial}`, a, "ann", 1, 1);
    await plantLosses(`${entry}-${trial}`, b, "ben", 1, 2);
  }
  await plantLosses(`${entry}-0`, c, "cat", 1, 3);
  expect([await claim(runner), await claim(runner)]).toEqual([`${entry}-1`, null]);
  // The third's silence is its loss.
  expect(await trialRow(`${entry}-2`)).toMatchObject({ status: "leased", runner: c });
});

test("where nothing is to be had nothing changes", async () => {
  const runner = await queue();
  expect(await claim(runner)).toBeNull();
  const other = { ...runner, hardwareClass: "nowhere" };
  await plantEntry("ada", runner.hardwareClass);
  expect(await claim(other)).toBeNull();
});

test("claims of one runner in the same millisecond count the turn of each for its own entry", async () => {
  const runner = await queue();
  const [first, second] = [
    await plantEntry("ada", runner.hardwareClass, { createdAt: 1 }),
    await plantEntry("bea", runner.hardwareClass, { createdAt: 2 }),
  ];
  const claims = await Promise.all([0, 1].map(() => claimTrial(database, runner, now, 5000, false)));
  expect(claims.map((claimed) => claimed?.entry.id).sort()).toEqual([first, second].sort());
  expect([(await entryRow(first))?.started, (await entryRow(second))?.started]).toEqual([1, 1]);
  const turns = await database.all<{ user: string; turn: number }>(
    sql`SELECT user, turn FROM turns WHERE hardware_class = ${runner.hardwareClass} ORDER BY turn`,
  );
  // Who was served last is last: each once.
  expect(turns.map(({ turn }) => turn)).toEqual([1, 2]);
  expect(turns.map(({ user }) => user)).toEqual(claims.map((claimed) => claimed?.entry.owner));
});

test("a claim that gets nothing notes nothing of the one before it in the same millisecond", async () => {
  const runner = await queue();
  const entry = await plantEntry("ada", runner.hardwareClass, {});
  const turnOf = async () =>
    (await database.all(sql`SELECT turn FROM turns WHERE hardware_class = ${runner.hardwareClass}`)).at(0);
  await claim(runner);
  const before = await turnOf();
  expect(await claim(runner)).toBeNull();
  expect([(await entryRow(entry))?.started, await turnOf()]).toEqual([1, before]);
});
