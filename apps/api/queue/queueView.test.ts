import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { bindings, clientFor, enter, register, sourceOf, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { recordOf, runOfLease } from "../test/recordOf.ts";

const ada = await clientFor("submitter", "ada");
const bob = await clientFor("submitter", "bob");
const database = openDatabase(bindings.DB);

test("the place of an entry, with and without runners, is what the queue then gives", async () => {
  const first = await enter(ada, "ada_first");
  expect(await visitor.queue(first.id)).toEqual({
    entry: first.id,
    hardwareClass: "cpu-wasm",
    waiting: first.trials.total,
    running: 0,
    position: 1,
    estimateSeconds: null,
    runnersOnline: 0,
    lastRunnerSeenAt: null,
  });
  const second = await enter(ada, "ada_second");
  const other = await enter(bob, "bob_first");
  // Users take turns, then each user's entries.
  const order = async () => {
    const views = await Promise.all([first, second, other].map(({ id }) => visitor.queue(id)));
    return views.map(({ position }) => position);
  };
  expect(await order()).toEqual([1, 3, 2]);

  const machine = await clientFor("runner", "machine");
  const { id: runner } = await register(machine, "machine", 16);
  const given: string[] = [];
  const lease = async () => {
    const lease = await machine.lease(runner);
    if (lease === null) throw new Error("the queue is empty");
    given.push(lease.entry);
    return lease;
  };
  const leases = [await lease()];
  expect(await order()).toEqual([4, 2, 1]);
  leases.push(await lease(), await lease());
  expect(given).toEqual([first.id, other.id, second.id]);
  expect(await visitor.queue(first.id)).toMatchObject({
    running: 1,
    runnersOnline: 1,
    estimateSeconds: null,
  });

  // A few have ended: then there is a pace.
  for (let more = 0; more < 4; more++) leases.push(await lease());
  for (const one of leases) {
    await machine.report(one.trial, { attempt: one.attempt, record: recordOf(runOfLease(one), 1) });
  }
  await database.run(
    sql`UPDATE records SET created_at = created_at - 600000 WHERE trial = ${leases[0]?.trial}`,
  );
  const { estimateSeconds } = await visitor.queue(second.id);
  expect(estimateSeconds).toBeGreaterThan(60);
  expect(estimateSeconds).toBeLessThan(86_400);

  // The runner goes away: what is known is when it was heard of, and no more.
  const seen = Date.now() - 3_600_000;
  await database.run(sql`UPDATE runners SET last_seen_at = ${seen}`);
  expect(await visitor.queue(second.id)).toMatchObject({
    runnersOnline: 0,
    lastRunnerSeenAt: new Date(seen).toISOString(),
    estimateSeconds: null,
  });
});

test("an entry that takes no turns has no place, and a runner that is void counts as none", async () => {
  const own = await bob.createSubmission(sourceOf("bob_own"));
  const entry = await bob.createEntry({
    version: own.version,
    board: "quick.self.cpu-wasm",
    trust: "self-reported",
  });
  expect(await visitor.queue(entry.id)).toMatchObject({ position: null, waiting: entry.trials.total });
  await bob.cancelEntry(entry.id);
  expect(await visitor.queue(entry.id)).toMatchObject({ position: null, waiting: 0, estimateSeconds: null });
  expect(await problemOf(visitor.queue("e0"))).toMatchObject({ status: 404 });
});

test("whatever the queue view reads, it reads from an index", async () => {
  for (const query of [
    sql`SELECT trial, created_at FROM records WHERE created_at > 0 ORDER BY created_at DESC LIMIT 500`,
    sql`SELECT count(*) FROM entries WHERE owner = 'ada' AND finished_at IS NULL AND cancelled_at IS NULL`,
    sql`SELECT last_seen_at FROM runners WHERE hardware_class = 'cpu-wasm' ORDER BY last_seen_at DESC LIMIT 1`,
  ]) {
    const plan = await database.all<{ detail: string }>(sql`EXPLAIN QUERY PLAN ${query}`);
    expect(plan.map(({ detail }) => detail).join("; ")).toMatch(/USING (COVERING )?INDEX/);
  }
});
