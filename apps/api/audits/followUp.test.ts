import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { scheduled } from "../http/workLater.ts";
import { honest, machineOf, work } from "../test/machine.ts";
import { admin, bindings, clientFor, clientOf, enter, tokenFor, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";

const ada = await clientFor("submitter", "ada");
const database = openDatabase(bindings.DB);
const board = "quick.self.cpu-wasm";
const reason = "its constants are weights";

/** A database whose request is cut off when so many batches have been written. */
function dying(batches: number): typeof bindings.DB {
  let left = batches;
  return new Proxy(bindings.DB, {
    get(real, name) {
      if (left <= 0) throw new Error("the request was cut off");
      const value = Reflect.get(real, name);
      if (typeof value !== "function") return value;
      return (...values: unknown[]) => {
        if (name === "batch") left--;
        return Reflect.apply(value, real, values);
      };
    },
  });
}

/** As if the minute had passed in which nobody else follows up: the Worker's clock does it. */
async function aMinuteLater(): Promise<void> {
  await database.run(sql`UPDATE follow_ups SET taken_until = 0`);
  await scheduled(null, { ...bindings, STEEPEST_SEED_SECRET: "round 1", STEEPEST_AUDIT_SHARE: "0" });
}
const due = () => database.all(sql`SELECT * FROM follow_ups`);

test("wherever the request dies that voids, the clock does what it has left", async () => {
  const alba = await machineOf("alba");
  const fast = await enter(ada, "fast");
  await work(alba);
  const slow = await enter(ada, "slow");
  await work(alba);
  await database.run(sql`DELETE FROM audits`);
  const capped = ["mnist_mlp", "brown_lm"].map((workload) => `${slow.id}-${workload}-0-0`);
  for (let batches = 1; batches < 20; batches += 2) {
    // As if they had stopped at a cap of the fast one, long before their time.
    await database.run(sql`UPDATE records SET outcome = 'capped', target_step = NULL, target_seconds = NULL, charged_seconds = 4.9
      WHERE trial IN ${capped}`);
    const cut = clientOf(bindings.STEEPEST_ADMIN_TOKEN, { DB: dying(batches) });
    const answer = await cut.void({ kind: "entry", subject: fast.id, reason }).catch(() => null);
    if (answer === null) {
      expect(await due()).toHaveLength(1);
      // Within the minute it is taken to be at it.
      await database.run(sql`UPDATE trials SET status = 'cancelled', reason = NULL WHERE status = 'queued'`);
      await alba.client.lease(alba.id);
      expect(await due()).toHaveLength(1);
      await database.run(sql`UPDATE trials SET status = 'queued' WHERE status = 'cancelled'`);
      await aMinuteLater();
    }
    await work(alba);
    expect(await due(), `${batches} batches`).toEqual([]);
    const view = await visitor.board(board);
    expect(view.rows.map(({ entry }) => entry)).toEqual([slow.id]);
    expect(view.voided.map(({ entry }) => entry)).toEqual([fast.id]);
    for (const trial of capped) {
      const { status, outcome, withdrawn } = await visitor.trial(trial);
      expect({ status, outcome }).toEqual({ status: "finished", outcome: "reached" });
      expect(withdrawn).toHaveLength((batches + 1) / 2);
    }
    const [standing] = await visitor.voids();
    await admin.liftVoid(standing?.id ?? 0);
    if (answer !== null) {
      expect(batches).toBeGreaterThan(3);
      await database.run(sql`DELETE FROM audits`);
      return;
    }
  }
  throw new Error("it never came through");
});

test("who hangs up with the report that completes an entry is audited all the same, and what follows from the end is done once", async () => {
  const [liar, bert] = [await machineOf("hasty"), await machineOf("bert")];
  const cora = await clientFor("submitter", "cora");
  const entry = await enter(cora, "cut_off");
  await database.run(
    sql`INSERT INTO notification_settings (user, kinds, by_mail) VALUES ('cora', '["finished"]', 1)`,
  );
  await work(liar, undefined, 8);
  const lease = await liar.client.lease(liar.id);
  if (lease === null) throw new Error("there is no ninth trial");
  const token = await tokenFor("runner", "hasty");
  // The first batch reads the token and the trial, the second counts the record.
  const variables = { STEEPEST_SEED_SECRET: "round 1", STEEPEST_AUDIT_SHARE: "0", DB: dying(2) };
  const report = { attempt: lease.attempt, record: honest(lease) };
  expect(await problemOf(clientOf(token, variables).report(lease.trial, report))).toMatchObject({
    status: 500,
  });
  expect((await visitor.entry(entry.id)).status).toBe("complete");
  expect((await visitor.trial(lease.trial)).audits).toEqual([]);
  const lasts = () => database.all(sql`SELECT DISTINCT lasting FROM entry_results WHERE entry = ${entry.id}`);
  const told = () => database.all(sql`SELECT kind FROM notifications WHERE subject = ${entry.id}`);
  const turn = () => database.all(sql`SELECT * FROM turns WHERE user = 'cora'`);
  expect([(await told()).length, (await turn()).length]).toEqual([0, 1]);
  expect(await lasts()).toEqual([{ lasting: 0 }]);
  await aMinuteLater();
  expect([await told(), await turn()]).toEqual([[{ kind: "finished" }], []]);
  expect(await lasts()).toEqual([{ lasting: 1 }]);
  const audits = await work(bert);
  expect(audits.filter((audit) => audit.entry === entry.id).length).toBeGreaterThan(0);
  expect((await visitor.entry(entry.id)).records.verified).toBeGreaterThan(0);
  expect(await told()).toHaveLength(1);
});
