import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { audits } from "../database/auditTables.ts";
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
import { takeLeases } from "./takeLeases.ts";

/** An entry with a trial at work and one that waits, and an audit at work of the second, by another's runner. */
async function plant(of: string) {
  const [runner, auditor] = [await plantRunner("machine", of), await plantRunner("auditor", of)];
  const held = leasedBy(runner, { attempt: 2, progress: { step: 1, chargedSeconds: 1, metric: null } });
  const entry = await plantEntry("ada", of, { started: 1, trials: [held, {}] });
  await database.insert(audits).values({
    ...{
      id: `audit-${of}`,
      trial: `${entry}-1`,
      record: "r",
      reason: "rank",
      hardwareClass: of,
      entrant: "ada",
    },
    ...{
      requestedAt: 1,
      status: "leased",
      attempt: 7,
      runner: auditor,
      owner: "auditor",
      leaseExpiresAt: now + 9,
    },
  });
  const standing = async () => ({
    trials: await Promise.all([0, 1].map(async (at) => (await trialRow(`${entry}-${at}`))?.status)),
    audit: (
      await database.all<{ status: string }>(sql`SELECT status FROM audits WHERE id = ${`audit-${of}`}`)
    )[0]?.status,
    started: (await entryRow(entry))?.started,
  });
  return { runner, auditor, entry, standing };
}
const run = async (...given: Parameters<typeof takeLeases>) => {
  const [first, ...rest] = takeLeases(...given);
  await database.batch([first, ...rest]);
};

test("an entry's leases are taken, of its trials and of their audits, nobody is blamed, and it is noted", async () => {
  const { runner, auditor, entry, standing } = await plant("taken-entry");
  const other = await plant("taken-other");
  await run(database, { entry, reason: "it is void" }, now);
  expect(await standing()).toEqual({ trials: ["queued", "queued"], audit: "queued", started: 0 });
  expect(await other.standing()).toEqual({ trials: ["leased", "queued"], audit: "leased", started: 1 });
  expect(await trialRow(`${entry}-0`)).toMatchObject({
    runner: null,
    leaseExpiresAt: null,
    progress: null,
    crashes: 0,
    attempt: 2,
  });
  const about = { at: now, entry, user: null, detail: "it is void" };
  expect(await eventsOf(`${entry}-0`)).toEqual([
    { kind: "trial-released", ...about, trial: `${entry}-0`, runner, attempt: 2 },
  ]);
  expect(await eventsOf(`${entry}-1`)).toEqual([
    { kind: "audit-released", ...about, trial: `${entry}-1`, runner: auditor, attempt: 7 },
  ]);
});

test("runners' leases are taken, whatever they are of, and no others", async () => {
  const { runner, standing } = await plant("taken-runner");
  await run(database, { runners: sql`(${runner})`, reason: "banned" }, now);
  expect(await standing()).toEqual({ trials: ["queued", "queued"], audit: "leased", started: 0 });
  const { auditor, standing: after } = await plant("taken-auditor");
  await run(database, { runners: sql`(${auditor})`, reason: "banned" }, now);
  expect(await after()).toEqual({ trials: ["leased", "queued"], audit: "queued", started: 1 });
});

test("where the guard does not hold nothing is taken", async () => {
  const { entry, standing } = await plant("taken-guarded");
  await run(database, { entry, reason: "no" }, now, sql`FALSE`);
  expect(await standing()).toEqual({ trials: ["leased", "queued"], audit: "leased", started: 1 });
  expect(await eventsOf(`${entry}-0`)).toEqual([]);
});
