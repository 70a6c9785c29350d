import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { bindings, clientFor, enter, register } from "../test/platform.ts";
import { recordOf, runOfLease } from "../test/recordOf.ts";
import { extendLease } from "./extendLease.ts";
import { giveBack } from "./giveBack.ts";
import { loadTrial } from "./loadTrial.ts";
import { reportRecord } from "./reportRecord.ts";

// A request reads the trial, and then, before it writes, the lease ends and is given again: also to the same runner.
const database = openDatabase(bindings.DB);
const machine = await clientFor("runner", "machine");
const { id: runner } = await register(machine, "runner-1", 16);
await enter(await clientFor("submitter", "ada"), "raced");

/** Of the lease that the other has: nothing may move it. */
const until = 9e15;

async function overtaken() {
  const lease = await machine.lease(runner);
  if (lease === null) throw new Error("the queue is empty");
  const read = await loadTrial(database, lease.trial);
  await database.run(
    sql`UPDATE trials SET attempt = 2, lease_expires_at = ${until} WHERE id = ${lease.trial}`,
  );
  return { lease, read };
}
const now = async (trial: string) => {
  const [row] = await database.all(sql`
    SELECT status, attempt, runner, lease_expires_at AS expires, crashes,
      (SELECT count(*) FROM records WHERE trial = trials.id) AS records,
      (SELECT count(*) FROM lost_leases WHERE trial = trials.id) AS lost,
      (SELECT count(*) FROM events WHERE trial = trials.id AND kind <> 'trial-leased') AS events
    FROM trials WHERE id = ${trial}`);
  return row;
};
const untouched = {
  status: "leased",
  attempt: 2,
  runner,
  expires: until,
  crashes: 0,
  records: 0,
  lost: 0,
  events: 0,
};

const times = { leaseMilliseconds: 60_000, mostMilliseconds: 3_600_000 };

test("a heartbeat that was overtaken extends nobody's lease", async () => {
  const { lease } = await overtaken();
  const held = {
    trial: { id: lease.trial, attempt: lease.attempt, leaseExpiresAt: 0 },
    holder: { id: runner, lastSeenAt: 0 },
  };
  expect(await extendLease(database, held, null, Date.now(), times)).toBeNull();
  expect(await now(lease.trial)).toEqual(untouched);
});

test.each([true, false])("a release that was overtaken gives nothing back (crash: %s)", async (crashed) => {
  const { lease } = await overtaken();
  expect(await giveBack(database, lease, { crashed, reason: "it broke" }, Date.now())).toBeNull();
  expect(await now(lease.trial)).toEqual(untouched);
});

test("a report that was overtaken counts nothing and ends nothing", async () => {
  const { lease, read } = await overtaken();
  const report = { attempt: 1, record: recordOf(runOfLease(lease), 1) };
  const rules = { secret: "round 1", share: 1 };
  await expect(reportRecord(database, bindings.STORE, read, report, Date.now(), rules)).rejects.toMatchObject(
    { status: 409, problem: { type: expect.stringContaining("lease-lost") } },
  );
  expect(await now(lease.trial)).toEqual(untouched);
});
