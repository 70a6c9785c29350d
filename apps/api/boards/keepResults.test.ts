import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { followUps } from "../database/auditTables.ts";
import { boards, entryResults } from "../database/boardTables.ts";
import { records } from "../database/schema.ts";
import { database, entryRow, leasedBy, now, plantEntry, plantRunner } from "../test/plant.ts";
import { countStarted, keepResults, resultsChanged, turnsChanged } from "./resultsChanged.ts";

let classes = 0;
const newClass = () => `kept-${++classes}`;
const resultOf = async (entry: string, workload = "mnist_mlp") =>
  (await database.select().from(entryResults).where(sql`entry = ${entry} AND workload = ${workload}`))[0];
const change = async (changed: Parameters<typeof resultsChanged>[1], at = now) => {
  const [first, ...rest] = resultsChanged(database, changed, at);
  await database.batch([first, ...rest]);
};
async function plantRecord(trial: string, more: Partial<typeof records.$inferInsert> = {}): Promise<void> {
  await database.insert(records).values({
    ...{
      trial,
      sha256: "0".repeat(64),
      bytes: 1,
      attempt: 1,
      outcome: "exhausted",
      steps: 10,
      chargedSeconds: 2,
      createdAt: 1,
    },
    ...more,
  });
  await database.run(
    sql`UPDATE trials SET status = 'finished', record = ${"0".repeat(64)}, runner = NULL, lease_expires_at = NULL WHERE id = ${trial}`,
  );
}
const reached = (seconds: number) =>
  ({
    outcome: "reached",
    targetStep: 1,
    targetSeconds: seconds,
    targetCharged: { reference: seconds, wall: 2 * seconds, cpu: null, steps: 7, gradients: 8 },
  }) as const;
const aside = { status: "quarantined", reason: "it was" } as const;

test("of an entry's workload it is kept what is planned, has ended, failed and counts, and the best time of every study", async () => {
  const entry = await plantEntry("ada", newClass(), {
    trials: [
      { study: 0, trial: 0 },
      { study: 0, trial: 1 },
      { study: 1, trial: 0 },
      { study: 2, trial: 0 },
      { study: 3, ...aside },
      { study: 4 },
    ],
  });
  await plantRecord(`${entry}-0`, reached(5));
  await plantRecord(`${entry}-1`, { ...reached(3), verifiedAt: 1 });
  await plantRecord(`${entry}-2`, { outcome: "failed" });
  await plantRecord(`${entry}-3`, { outcome: "diverged" });
  await keepResults(database, sql`trials.entry = ${entry}`);
  expect(await resultOf(entry)).toMatchObject({
    ...{
      planned: 6,
      finished: 5,
      failed: 3,
      claimed: 3,
      verified: 1,
      chargedSeconds: 8,
      steps: 40,
      slowestSeconds: null,
    },
    times: {
      ...{
        reference: [3, null, null, null, null],
        wall: [6, null, null, null, null],
        cpu: Array(5).fill(null),
      },
      ...{ steps: [7, null, null, null, null], gradients: [8, null, null, null, null] },
    },
  });
});

test("the slowest study is known where all have reached", async () => {
  const entry = await plantEntry("ada", newClass(), { trials: [{}, {}] });
  await plantRecord(`${entry}-0`, reached(5));
  await keepResults(database, sql`trials.entry = ${entry}`);
  expect(await resultOf(entry)).toMatchObject({ slowestSeconds: null });
  await plantRecord(`${entry}-1`, reached(9));
  await keepResults(database, sql`trials.entry = ${entry}`);
  expect(await resultOf(entry)).toMatchObject({ slowestSeconds: 9, planned: 2, finished: 2, failed: 0 });
});

test("a workload that did not change is not read again", async () => {
  const entry = await plantEntry("ada", newClass(), { trials: [{}, { workload: "mnist_cnn" }] });
  await plantRecord(`${entry}-0`, reached(1));
  await plantRecord(`${entry}-1`, reached(1));
  await change({ entry, workload: "mnist_cnn" });
  expect([(await resultOf(entry))?.finished, (await resultOf(entry, "mnist_cnn"))?.finished]).toEqual([0, 1]);
  await change({ entry });
  expect((await resultOf(entry))?.finished).toBe(1);
});

test("an entry is finished once nothing waits or runs, from that moment on, and opens again; a cancelled one never is", async () => {
  const of = newClass();
  const runner = await plantRunner("machine", of);
  const entry = await plantEntry("ada", of, { trials: [leasedBy(runner), {}] });
  const finished = async (at: number) => {
    await change({ entry }, at);
    return (await entryRow(entry))?.finishedAt;
  };
  await plantRecord(`${entry}-1`);
  expect(await finished(now)).toBeNull();
  await plantRecord(`${entry}-0`);
  expect([await finished(now + 1), await finished(now + 2)]).toEqual([now + 1, now + 1]);
  await database.run(sql`UPDATE trials SET status = 'queued', record = NULL WHERE id = ${`${entry}-0`}`);
  expect(await finished(now + 3)).toBeNull();
  const cancelled = await plantEntry("ada", of, { cancelledAt: 1, trials: [aside] });
  await change({ entry: cancelled });
  expect((await entryRow(cancelled))?.finishedAt).toBeNull();
});

test("what lasts are the results of complete verified entries that everybody may see", async () => {
  const lasting = async (more: Parameters<typeof plantEntry>[2]) => {
    const entry = await plantEntry("ada", newClass(), { trials: [aside], ...more });
    await change({ entry });
    return (await resultOf(entry))?.lasting;
  };
  expect(await lasting({})).toBe(true);
  expect(await lasting({ trials: [{}] })).toBe(false);
  expect(await lasting({ trust: "self-reported" })).toBe(false);
  expect(await lasting({ isPrivate: true })).toBe(false);
  expect(await lasting({ voidedAt: 1 })).toBe(false);
  expect(await lasting({ cancelledAt: 1 })).toBe(false);
});

test("results last on every workload, also where one alone has changed", async () => {
  const entry = await plantEntry("ada", newClass(), { trials: [aside, { workload: "mnist_cnn" }] });
  const other = await plantEntry("ada", newClass(), { finishedAt: 1, trials: [aside] });
  await plantRecord(`${entry}-1`);
  await change({ entry, workload: "mnist_cnn" });
  expect([(await resultOf(entry))?.lasting, (await resultOf(entry, "mnist_cnn"))?.lasting]).toEqual([
    true,
    true,
  ]);
  await database.run(sql`UPDATE entries SET voided_at = 1 WHERE id IN (${entry}, ${other})`);
  await change({ entry });
  expect([(await resultOf(entry))?.lasting, (await resultOf(other))?.lasting]).toEqual([false, true]);
});

test("started are the trials that have ended and those at work, of the entry alone", async () => {
  const of = newClass();
  const runner = await plantRunner("machine", of);
  const entry = await plantEntry("ada", of, { trials: [aside, leasedBy(runner), {}] });
  const other = await plantEntry("ada", of, { started: 9, ended: 9, trials: [leasedBy(runner)] });
  await change({ entry });
  expect(await entryRow(entry)).toMatchObject({ ended: 1, started: 2 });
  await database.run(
    sql`UPDATE trials SET status = 'queued', runner = NULL, lease_expires_at = NULL WHERE id = ${`${entry}-1`}`,
  );
  await countStarted(database, entry);
  expect(await entryRow(entry)).toMatchObject({ ended: 1, started: 1 });
  expect(await entryRow(other)).toMatchObject({ ended: 9, started: 9 });
});

const turnsOf = (of: string) =>
  database.all(sql`SELECT user, turn FROM turns WHERE hardware_class = ${of} ORDER BY user`);
const turn = async (entry: string) => {
  const [insert, remove] = turnsChanged(database, entry);
  await database.batch([insert, remove]);
};

test("a user has a turn in a class exactly where an entry of theirs is open there, and keeps its place", async () => {
  const of = newClass();
  const first = await plantEntry("ada", of, { turn: 5 });
  const second = await plantEntry("ada", of);
  const bob = await plantEntry("bob", of, { turn: 7 });
  expect(await turnsOf(of)).toEqual([
    { user: "ada", turn: 5 },
    { user: "bob", turn: 7 },
  ]);
  await database.run(sql`UPDATE entries SET finished_at = 1 WHERE id = ${first}`);
  await turn(first);
  expect(await turnsOf(of)).toHaveLength(2);
  await database.run(sql`UPDATE entries SET cancelled_at = 1 WHERE id = ${second}`);
  await plantEntry("ada", newClass());
  await turn(second);
  expect(await turnsOf(of)).toEqual([{ user: "bob", turn: 7 }]);
  await database.run(sql`UPDATE entries SET trust = 'self-reported' WHERE id = ${bob}`);
  await turn(bob);
  expect(await turnsOf(of)).toEqual([]);
  await database.run(sql`UPDATE entries SET finished_at = NULL WHERE id = ${first}`);
  await turn(first);
  expect(await turnsOf(of)).toEqual([{ user: "ada", turn: 0 }]);
});

test("a change makes the views of its board stale; what is known of its first ranks stands where a trial ended, and that alone", async () => {
  const of = newClass();
  const entry = await plantEntry("ada", of);
  const id = `quick.self.${of}@1`;
  const bar = { score: 1, fastest: {} };
  await database.insert(boards).values([
    { id, revision: 3, entries: 1, bar },
    { id: `other@${of}`, revision: 3, entries: 1, bar },
  ]);
  const boardOf = async (board: string) =>
    (await database.select().from(boards).where(eq(boards.id, board)))[0];
  await change({ entry, isEnd: true });
  expect(await boardOf(id)).toMatchObject({ revision: 4, bar });
  await change({ entry });
  expect(await boardOf(id)).toMatchObject({ revision: 5, bar: null });
  expect(await boardOf(`other@${of}`)).toMatchObject({ revision: 3, bar });
});

test("an entry that is complete is due to be audited, once", async () => {
  const entry = await plantEntry("ada", newClass(), { trials: [aside] });
  const due = async () =>
    (await database.select().from(followUps).where(eq(followUps.kind, "complete"))).filter(({ entries }) =>
      entries.includes(entry),
    ).length;
  await change({ entry });
  expect(await due()).toBe(1);
  await change({ entry }, now + 1);
  expect(await due()).toBe(1);
});
