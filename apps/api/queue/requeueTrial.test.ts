import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Actor } from "../auth/actor.ts";
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
import { requeueStatements, requeueTrial } from "./requeueTrial.ts";

const of = "requeued";
const actor = { user: "boss" } as Actor;
const aside = { status: "quarantined", reason: "it was", attempt: 4, crashes: 3 } as const;
const lossesOf = async (trial: string) =>
  (await database.all(sql`SELECT 1 FROM lost_leases WHERE trial = ${trial}`)).length;

test("a quarantined trial is queued with its losses forgotten, its attempts kept, and its entry opens again", async () => {
  const runner = await plantRunner("machine", of);
  const entry = await plantEntry("ada", of, { finishedAt: 1, trials: [aside, aside] });
  for (const at of [0, 1]) await plantLosses(`${entry}-${at}`, runner, "machine", 3);
  await requeueTrial(database, actor, `${entry}-0`, now);
  expect(await trialRow(`${entry}-0`)).toMatchObject({
    status: "queued",
    reason: null,
    attempt: 4,
    crashes: 0,
  });
  expect(await trialRow(`${entry}-1`)).toMatchObject(aside);
  expect([await lossesOf(`${entry}-0`), await lossesOf(`${entry}-1`)]).toEqual([0, 3]);
  expect(await entryRow(entry)).toMatchObject({ finishedAt: null, ended: 1 });
  expect(await eventsOf(`${entry}-0`)).toEqual([
    {
      kind: "trial-requeued",
      at: now,
      user: "boss",
      entry,
      trial: `${entry}-0`,
      detail: "it was",
      runner: null,
      attempt: null,
    },
  ]);
});

test("what is not quarantined, or of an entry that was cancelled, is refused", async () => {
  const runner = await plantRunner("machine", of);
  const entry = await plantEntry("ada", of, { trials: [{}, leasedBy(runner)] });
  const cancelled = await plantEntry("ada", of, { cancelledAt: 1, trials: [aside] });
  for (const trial of [`${entry}-0`, `${entry}-1`, `${cancelled}-0`]) {
    await expect(requeueTrial(database, actor, trial, now)).rejects.toMatchObject({ status: 409 });
    expect(await eventsOf(trial)).toEqual([]);
  }
});

test("the statements alone queue nothing of a cancelled entry, nor what they are not asked for", async () => {
  const runner = await plantRunner("machine", of);
  const cancelled = await plantEntry("ada", of, { cancelledAt: 1, trials: [aside] });
  const standing = await plantEntry("ada", of, { trials: [aside, leasedBy(runner)] });
  for (const entry of [cancelled, standing]) await plantLosses(`${entry}-0`, runner, "machine", 1);
  await plantLosses(`${standing}-1`, runner, "machine", 1);
  const run = async (entry: string, which = sql`trials.entry = ${entry}`) =>
    (await database.batch(requeueStatements(database, actor, { entry, which }, now)))[2];
  expect(await run(cancelled)).toEqual([]);
  expect(await trialRow(`${cancelled}-0`)).toMatchObject(aside);
  expect(await run(standing, sql`FALSE`)).toEqual([]);
  expect(await run(standing)).toEqual([{ id: `${standing}-0` }]);
  expect([
    await lossesOf(`${cancelled}-0`),
    await lossesOf(`${standing}-0`),
    await lossesOf(`${standing}-1`),
  ]).toEqual([1, 0, 1]);
});
