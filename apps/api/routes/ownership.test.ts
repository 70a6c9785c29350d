import { seedFor } from "@steepest/core/receipt/seedFor.ts";
import { rotateKeys } from "@steepest/core/receipt/signing.ts";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { labResultOf } from "../test/labResult.ts";
import { machineOf, work } from "../test/machine.ts";
import {
  admin,
  bindings,
  clientFor,
  clientOf,
  enter,
  sourceOf,
  tokenFor,
  visitor,
} from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { clientWith, signIn } from "../test/signIn.ts";

const database = openDatabase(bindings.DB);
const board = "quick.self.cpu-wasm";
const turns = async () =>
  (await database.all<{ user: string }>(sql`SELECT user FROM turns ORDER BY user`)).map(({ user }) => user);

test("a submission that is given away takes its entries along: lists, turns and audits go by its owner, seeds by whom they were drawn for", async () => {
  const secret = { STEEPEST_SEED_SECRET: "round 1" };
  const ada = clientOf(await tokenFor("submitter", "ada"), secret);
  await tokenFor("submitter", "eve");
  const entry = await enter(ada, "adas_own");
  expect(await turns()).toEqual(["ada"]);
  await admin.transferSubmission("adas_own", "eve");
  expect(await turns()).toEqual(["eve"]);
  expect((await visitor.entries({ owner: "eve" })).map(({ id }) => id)).toEqual([entry.id]);
  expect(await visitor.entries({ owner: "ada" })).toEqual([]);
  expect(await work(await machineOf("alba"))).toHaveLength(9);
  // Either has a part in it.
  for (const owner of ["ada", "eve"]) expect(await work(await machineOf(owner))).toEqual([]);
  const keys = await rotateKeys([], new Date(Date.now() - 1000));
  const signing = clientOf(await tokenFor("submitter", "eve"), {
    STEEPEST_SIGNING_KEYS: JSON.stringify(keys),
  });
  const { statement } = await signing.receipt(`${entry.id}-mnist_mlp-0-0`);
  expect(statement).toMatchObject({ owner: "ada", seed: seedFor("round 1", statement) });
  // Given back, it is as it was.
  await admin.transferSubmission("adas_own", "ada");
  expect((await visitor.entries({ owner: "ada" })).map(({ id }) => id)).toEqual([entry.id]);
  await admin.void({ kind: "entry", subject: entry.id, reason: "the test is over" });
});

test("who deletes their account leaves entries under no name, their open private ones cancelled, and their name nowhere that trust is kept", async () => {
  const lise = clientWith(await signIn({ user: "lise" }));
  const shown = await enter(lise, "left_behind");
  const { version } = await lise.createSubmission(sourceOf("left_hidden"));
  const hidden = await lise.createEntry({ version, board, private: true });
  const machine = await machineOf("alba");
  expect((await work(machine)).map((lease) => lease.entry)).toContain(hidden.id);
  const other = await lise.createSubmission(sourceOf("left_open"));
  const open = await lise.createEntry({ version: other.version, board, private: true });
  expect(await turns()).toEqual(["lise"]);
  await lise.challenge(`${shown.id}-mnist_mlp-2-0`);
  const measured = await lise.createLabResult(labResultOf(version));
  const kept = await lise.createLabResult(labResultOf(version), { isPrivate: true });
  await admin.void({ kind: "user", subject: "lise", reason: "for the test" });
  await lise.deleteMe();
  expect(await turns()).toEqual([]);
  const { owner } = await visitor.submission("left_behind");
  expect(owner).toMatch(/^deleted-/);
  expect((await visitor.entries({ owner })).map(({ id }) => id)).toEqual([shown.id]);
  expect(await visitor.labResult(measured.id)).toMatchObject({ owner });
  expect(await problemOf(admin.labResult(kept.id))).toMatchObject({ status: 404 });
  expect(await admin.entry(hidden.id)).toMatchObject({ status: "complete", private: true });
  expect(await admin.entry(open.id)).toMatchObject({ status: "cancelled", private: true });
  expect((await visitor.voids()).find(({ kind }) => kind === "user")).toMatchObject({ subject: owner });
  for (const table of [
    "entries",
    "audits",
    "voids",
    "records",
    "withdrawn_records",
    "events",
    "turns",
    "lab_results",
  ]) {
    const rows = JSON.stringify(await database.all(sql`SELECT * FROM ${sql.identifier(table)}`));
    expect(rows.includes("lise"), table).toBe(false);
  }
  expect(await work(machine)).toEqual([]);
  await admin.void({ kind: "entry", subject: shown.id, reason: "the test is over" });
});

test("a withdrawn entry stays, struck, without a rank; what of it has not run never does", async () => {
  const ada = await clientFor("submitter", "ada");
  const alba = await machineOf("alba");
  const done = await enter(ada, "regretted");
  await work(alba);
  const before = await visitor.board(board);
  expect(before.rows.map(({ entry }) => entry)).toEqual([done.id]);
  const open = await enter(ada, "regretted_early");
  expect(await problemOf((await clientFor("submitter", "eve")).withdrawEntry(done.id))).toMatchObject({
    status: 403,
  });
  await work(alba, undefined, 1);
  for (const entry of [done, open]) {
    const once = await ada.withdrawEntry(entry.id);
    expect(await ada.withdrawEntry(entry.id)).toEqual(once);
    expect(once.withdrawnAt).not.toBeNull();
  }
  const view = await visitor.board(board);
  expect(view.rows).toEqual([]);
  expect(view.unranked).toMatchObject([
    { entry: open.id, status: "withdrawn", progress: { finished: 1 } },
    { entry: done.id, status: "withdrawn", times: before.rows[0]?.times },
  ]);
  expect(await visitor.entry(open.id)).toMatchObject({ status: "cancelled" });
  expect(await alba.client.lease(alba.id)).toBeNull();
  expect(await problemOf(ada.rerunEntry(done.id))).toMatchObject({ code: "nothing-to-rerun" });
  const noted = await database.all(sql`SELECT id FROM events WHERE kind = 'entry-withdrawn'`);
  expect(noted).toHaveLength(2);
});

test("an owner has the trials run again that machines failed: those alone, and once", async () => {
  const ada = await clientFor("submitter", "ada");
  const alba = await machineOf("alba");
  const entry = await enter(ada, "unlucky");
  const [first, second] = entry.trialGrid.map(({ id }) => id);
  /** A machine that loses the first trial three times. */
  const lose = async () => {
    for (let crash = 0; crash < 3; crash++) {
      const lease = await alba.client.lease(alba.id);
      expect(lease?.trial).toBe(first);
      const attempt = lease?.attempt ?? 0;
      await alba.client.release(first ?? "", { attempt, cause: "crash", reason: "it broke" });
    }
  };
  await database.run(sql`UPDATE runners SET last_seen_at = 1 WHERE owner <> 'alba'`);
  await lose();
  expect(await visitor.trial(first ?? "")).toMatchObject({ status: "quarantined" });
  await work(alba);
  expect(await visitor.entry(entry.id)).toMatchObject({
    status: "complete",
    trials: { failed: 1, finished: 9 },
  });
  const both = await Promise.allSettled([ada.rerunEntry(entry.id), ada.rerunEntry(entry.id)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await visitor.trial(first ?? "")).toMatchObject({ status: "queued", reason: null });
  expect(await visitor.trial(second ?? "")).toMatchObject({ status: "finished", attempt: 1 });
  await lose();
  expect(await problemOf(ada.rerunEntry(entry.id))).toMatchObject({ status: 409, code: "rerun-before" });
  expect(await admin.requeueTrial(first ?? "")).toMatchObject({ status: "queued" });
  await work(alba);
  expect(await visitor.entry(entry.id)).toMatchObject({ status: "complete", trials: { failed: 0 } });
});
