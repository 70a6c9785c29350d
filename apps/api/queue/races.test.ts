import type { EntryDetail } from "@steepest/core/schema/api/entries.ts";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import { sql } from "drizzle-orm";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { interrupted } from "../test/interrupted.ts";
import { honest, type Machine, machineOf, work } from "../test/machine.ts";
import { admin, bindings, clientFor, clientOf, enter, visitor } from "../test/platform.ts";

// Requests that are under way at once, in either order: whichever comes first, the queue is as if the other had come after it.
const database = openDatabase(bindings.DB);
const ada = await clientFor("submitter", "ada");
const machines: Machine[] = [];
beforeAll(async () => {
  for (const owner of ["alba", "bert", "cleo"]) machines.push(await machineOf(owner));
});
const machine = (at: number): Machine => machines[at] as Machine;

let entered: EntryDetail[] = [];
let names = 0;
async function enterNew(): Promise<EntryDetail> {
  const entry = await enter(ada, `raced_${++names}`);
  entered.push(entry);
  return entry;
}
afterEach(async () => {
  for (const { id } of entered) await admin.void({ kind: "entry", subject: id, reason: "the test is over" });
  entered = [];
});

async function leased(of: Machine): Promise<Lease> {
  const lease = await of.client.lease(of.id);
  if (lease === null) throw new Error("nothing to lease");
  return lease;
}

/** Both at once, in the order of `at`; the answers in the order of the arguments. A refusal is its problem's status. */
async function race<One, Other>(at: number, one: () => Promise<One>, other: () => Promise<Other>) {
  const requests = at % 2 === 0 ? [one(), other()] : [other(), one()].reverse();
  const [first, second] = await Promise.allSettled(requests);
  return [first, second] as [PromiseSettledResult<One>, PromiseSettledResult<Other>];
}

interface Kept {
  readonly status: string;
  readonly attempt: number;
  readonly runner: string | null;
  readonly records: number;
  readonly finished: number;
  readonly released: number;
}
const kept = async (trial: string): Promise<Kept> => {
  const [row] = await database.all<Kept>(sql`
    SELECT status, attempt, runner, (SELECT count(*) FROM records WHERE trial = trials.id) AS records,
      (SELECT count(*) FROM events WHERE trial = trials.id AND kind = 'trial-finished') AS finished,
      (SELECT count(*) FROM events WHERE trial = trials.id AND kind = 'trial-released') AS released
    FROM trials WHERE id = ${trial}`);
  if (row === undefined) throw new Error("no such trial");
  return row;
};
const refused = (result: PromiseSettledResult<unknown>): number | null =>
  result.status === "fulfilled" ? null : ((result.reason as { status?: number }).status ?? Number.NaN);

const orders = [0, 1, 2, 3];

test("runners that lease at once never get the same trial, and nobody goes without while there is one", async () => {
  const entry = await enterNew();
  for (let round = 0; round < 3; round++) {
    const leases = await Promise.all(machines.map(leased));
    expect(new Set(leases.map(({ trial }) => trial)).size).toBe(3);
    for (const [at, lease] of leases.entries()) {
      const report = { attempt: lease.attempt, record: honest(lease) };
      await machine(at).client.report(lease.trial, report);
    }
  }
  expect((await visitor.entry(entry.id)).trials).toMatchObject({ finished: 9, running: 0 });
});

test("a runner that asks several times at once holds as many leases as it has jobs", async () => {
  await enterNew();
  const [one] = machines;
  const leases = await Promise.all([1, 2, 3, 4].map(() => leased(one as Machine)));
  expect(new Set(leases.map(({ trial, attempt }) => `${trial} ${attempt}`)).size).toBe(1);
});

describe.each(orders)("in order %i", (at) => {
  test("a heartbeat and the end of its lease: one runner has the trial, and the other is told to stop", async () => {
    await enterNew();
    const [old, next] = [machine(0), machine(1)];
    const lease = await leased(old);
    await database.run(sql`UPDATE trials SET lease_expires_at = 1 WHERE id = ${lease.trial}`);
    const [beat, taken] = await race(
      at,
      () => old.client.heartbeat(lease.trial, { attempt: lease.attempt, progress: null }),
      () => leased(next),
    );
    if (beat.status === "rejected" || taken.status === "rejected") throw new Error("a request failed");
    const lost = taken.value.trial === lease.trial;
    expect(beat.value.cancel).toBe(lost);
    expect(await kept(lease.trial)).toMatchObject(
      lost ? { runner: next.id, attempt: 2 } : { runner: old.id, attempt: 1 },
    );
  });

  test("a release and a report: one takes effect, the other is refused", async () => {
    await enterNew();
    const one = machine(0);
    const lease = await leased(one);
    const [released, reported] = await race(
      at,
      () => one.client.release(lease.trial, { attempt: lease.attempt, cause: "drain", reason: "update" }),
      () => one.client.report(lease.trial, { attempt: lease.attempt, record: honest(lease) }),
    );
    const { status, records, finished, released: given } = await kept(lease.trial);
    expect([refused(released), refused(reported)].sort()).toEqual([409, null]);
    expect({ status, records, finished, given }).toEqual(
      refused(reported) === null
        ? { status: "finished", records: 1, finished: 1, given: 0 }
        : { status: "queued", records: 0, finished: 0, given: 1 },
    );
  });

  test("a cancellation and a lease: what is leased of a cancelled entry is told to stop, and its record refused", async () => {
    const entry = await enterNew();
    const one = machine(0);
    const [cancelled, taken] = await race(
      at,
      () => ada.cancelEntry(entry.id),
      () => one.client.lease(one.id),
    );
    expect([refused(cancelled), refused(taken)]).toEqual([null, null]);
    const { trialGrid } = await visitor.entry(entry.id);
    expect(new Set(trialGrid.map(({ status }) => status))).toEqual(new Set(["cancelled"]));
    const lease = taken.status === "fulfilled" ? taken.value : null;
    if (lease === null) return;
    const beat = await one.client.heartbeat(lease.trial, { attempt: lease.attempt, progress: null });
    expect(beat.cancel).toBe(true);
    const report = one.client.report(lease.trial, { attempt: lease.attempt, record: honest(lease) });
    await expect(report).rejects.toMatchObject({ status: 409 });
    expect(await kept(lease.trial)).toMatchObject({ status: "cancelled", records: 0 });
  });

  test("a void of the runner and its report: the record does not count, and another runs the trial", async () => {
    await enterNew();
    const liar = await machineOf(`liar-${at}`);
    const lease = await leased(liar);
    const [, reported] = await race(
      at,
      () => admin.void({ kind: "runner", subject: liar.id, reason: "it lies" }),
      () => liar.client.report(lease.trial, { attempt: lease.attempt, record: honest(lease) }),
    );
    expect([null, 403, 409]).toContain(refused(reported));
    expect((await kept(lease.trial)).status).toBe("queued");
    const other = await machineOf(`other-${at}`);
    const again = await leased(other);
    expect(again).toMatchObject({ trial: lease.trial, attempt: 2 });
    await other.client.report(again.trial, { attempt: again.attempt, record: honest(again) });
    expect(await kept(lease.trial)).toMatchObject({ status: "finished", attempt: 2, records: 1 });
  });
});

test("a void of an entry takes its leases: their runner is told to stop, gets nothing of it again, and its report is refused", async () => {
  const entry = await enterNew();
  const one = machine(0);
  const lease = await leased(one);
  await admin.void({ kind: "entry", subject: entry.id, reason: "weights in its constants" });
  entered = [];
  expect(await kept(lease.trial)).toMatchObject({ status: "queued", runner: null, released: 1 });
  expect(await one.client.lease(one.id)).toBeNull();
  const beat = await one.client.heartbeat(lease.trial, { attempt: lease.attempt, progress: null });
  expect(beat.cancel).toBe(true);
  const report = one.client.report(lease.trial, { attempt: lease.attempt, record: honest(lease) });
  await expect(report).rejects.toMatchObject({ status: 409 });
});

test.each([0, 1])(
  "an audit's report and a void of what it audits (order %i): nothing void is verified, nobody is asked again",
  async (at) => {
    const entry = await enterNew();
    const [author, judge] = [await machineOf(`author-${at}`), machine(2)];
    await work(author);
    const audit = await leased(judge);
    entered = [];
    const [reported, voided] = await race(
      at,
      () => judge.client.report(audit.trial, { attempt: audit.attempt, record: honest(audit) }),
      () => admin.void({ kind: "entry", subject: entry.id, reason: "weights in its constants" }),
    );
    expect(refused(voided)).toBeNull();
    expect([null, 409]).toContain(refused(reported));
    const { rows, voided: struck } = await visitor.board("quick.self.cpu-wasm");
    expect(rows.map((row) => row.entry)).not.toContain(entry.id);
    expect(struck.map((row) => row.entry)).toContain(entry.id);
    expect(await judge.client.lease(judge.id)).toBeNull();
    expect((await admin.adminAudits("open")).filter(({ trial }) => trial === audit.trial)).toEqual([]);
  },
);

const reason = "it lies";
const stopping: Readonly<Record<string, (machine: Machine, owner: string) => Promise<unknown>>> = {
  "a ban of the runner": ({ id }) => admin.actOnRunner(id, { action: "ban", reason }),
  "a ban of its owner": (_, owner) => admin.actOnUser(owner, { action: "ban", reason }),
  "a void of the runner": ({ id }) => admin.void({ kind: "runner", subject: id, reason }),
  "a void of its owner": (_, user) => admin.void({ kind: "user", subject: user, reason }),
};
test.each(
  Object.entries(stopping).flatMap(([what, stop]) => [
    { what, stop, given: "trial" },
    { what, stop, given: "audit" },
  ]),
)("$what in the middle of its request for a lease: it gets no $given", async ({ what, stop, given }) => {
  await enterNew();
  if (given === "audit") await work(machine(0));
  const owner = `caught-${what.replaceAll(" ", "-")}-${given}`;
  const one = await machineOf(owner);
  const DB = interrupted(() => stop(one, owner));
  const asked = clientOf(one.token, { STEEPEST_SEED_SECRET: "round 1", STEEPEST_AUDIT_SHARE: "0", DB }).lease(
    one.id,
  );
  expect(await asked.catch(() => null)).toBeNull();
  const held = sql`SELECT id FROM trials WHERE status = 'leased' AND runner = ${one.id}
    UNION ALL SELECT id FROM audits WHERE status = 'leased' AND runner = ${one.id}`;
  expect(await database.all(held)).toEqual([]);
});
