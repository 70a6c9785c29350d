import { seedFor } from "@steepest/core/receipt/seedFor.ts";
import { receiptFault, rotateKeys } from "@steepest/core/receipt/signing.ts";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { machineOf, work } from "../test/machine.ts";
import { admin, bindings, clientFor, clientOf, enter, tokenFor, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";

const ada = await clientFor("submitter", "ada");
const board = "quick.self.cpu-wasm";
const reason = "its constants are weights";

test("a void entry leaves the ranks with its reason, what it capped runs again, and lifting brings it back", async () => {
  const alba = await machineOf("alba");
  const fast = await enter(ada, "fast");
  await work(alba);
  const slow = await enter(ada, "slow");
  await work(alba);
  // As if it had stopped at a cap of the fast one, long before its time.
  const capped = `${slow.id}-mnist_mlp-0-0`;
  await openDatabase(bindings.DB).run(
    sql`UPDATE records SET outcome = 'capped', target_step = NULL, target_seconds = NULL, charged_seconds = 4.9 WHERE trial = ${capped}`,
  );
  expect(await problemOf(ada.void({ kind: "entry", subject: fast.id, reason }))).toMatchObject({
    status: 403,
  });
  const made = await admin.void({ kind: "entry", subject: fast.id, reason });
  expect(await problemOf(admin.void({ kind: "entry", subject: fast.id, reason }))).toMatchObject({
    code: "already-void",
  });
  const view = await visitor.board(board);
  expect(view.rows.map(({ entry }) => entry)).toEqual([slow.id]);
  expect(view.voided).toMatchObject([{ entry: fast.id, reason, by: "admin" }]);
  expect((await visitor.entry(fast.id)).voided).toMatchObject({ reason });
  expect(await visitor.trial(capped)).toMatchObject({
    status: "queued",
    withdrawn: [{ outcome: "capped", reason: expect.stringContaining("cap") }],
  });
  await admin.liftVoid(made.id);
  expect((await visitor.board(board)).rows.map(({ entry }) => entry)).toContain(fast.id);
  expect((await visitor.voids())[0]).toMatchObject({ id: made.id, liftedAt: expect.any(String) });

  // A record, a runner, a user: withdrawn, queued again, and back where nobody has begun them since.
  const trial = `${slow.id}-mnist_cnn-0-0`;
  const record = await admin.void({ kind: "record", subject: trial, reason });
  expect(await visitor.trial(trial)).toMatchObject({ status: "queued", trust: null });
  await admin.liftVoid(record.id);
  expect(await visitor.trial(trial)).toMatchObject({ status: "finished", trust: "claimed", withdrawn: [] });
  const user = await admin.void({ kind: "user", subject: "alba", reason });
  expect((await visitor.entry(slow.id)).records).toEqual({ claimed: 0, verified: 0 });
  expect(await problemOf((await machineOf("alba")).client.lease(alba.id))).toMatchObject({
    code: "void",
    detail: reason,
  });
  await admin.liftVoid(user.id);
  expect((await visitor.entry(slow.id)).records).toEqual({ claimed: 8, verified: 0 });

  // What was withdrawn by itself before its runner was void comes back with the runner, not sooner.
  const first = await admin.void({ kind: "record", subject: trial, reason });
  const second = await admin.void({ kind: "runner", subject: alba.id, reason });
  await admin.liftVoid(first.id);
  expect(await visitor.trial(trial)).toMatchObject({ status: "queued", trust: null });
  await admin.liftVoid(second.id);
  expect(await visitor.trial(trial)).toMatchObject({ status: "finished", trust: "claimed", withdrawn: [] });
  expect((await visitor.entry(slow.id)).records).toEqual({ claimed: 8, verified: 0 });
});

test("anybody with a token challenges a trial, once a day per board", async () => {
  const entry = (await visitor.entries({ board })).find(({ submission }) => submission === "fast");
  const bert = await machineOf("bert");
  await work(bert);
  const [one, other] = (await visitor.entry(entry?.id ?? "")).trialGrid.filter(({ study }) => study === 2);
  if (one === undefined || other === undefined) throw new Error("there are no trials");
  expect(await problemOf(visitor.challenge(one.id))).toMatchObject({ status: 401 });
  const eve = await clientFor("submitter", "eve");
  expect((await eve.challenge(one.id)).audits).toMatchObject([
    { reason: "challenge", requestedBy: "eve", owner: null },
  ]);
  expect(await problemOf(eve.challenge(other.id))).toMatchObject({ status: 429, code: "challenged-today" });
  await work(bert);
  expect(await visitor.trial(one.id)).toMatchObject({
    trust: "verified",
    audits: [{ outcome: "match", owner: "bert" }],
  });
});

test("a receipt is signed, verifies offline, and says who confirmed it; the round's commitment is public", async () => {
  const keys = await rotateKeys([], new Date(Date.now() - 1000));
  const variables = {
    STEEPEST_SIGNING_KEYS: JSON.stringify(keys),
    STEEPEST_SEED_SECRET: "round 2",
    STEEPEST_PAST_SEED_SECRETS: "round 1",
  };
  const signing = clientOf(await tokenFor("submitter", "ada"), variables);
  const [entry] = (await visitor.entries({ board })).filter(({ submission }) => submission === "fast");
  const trial = `${entry?.id}-mnist_mlp-2-0`;
  const receipt = await signing.receipt(trial);
  const published = await signing.keys();
  expect(JSON.stringify(published)).not.toContain("privateKey");
  expect(await receiptFault(receipt, published)).toBeNull();
  expect(receipt.statement).toMatchObject({
    trial,
    owner: "ada",
    reporter: "alba",
    trust: "verified",
    auditor: "bert",
  });
  expect(await problemOf(visitor.receipt(trial))).toMatchObject({ code: "no-signing-key" });
  const rounds = await signing.rounds();
  expect(rounds.ended).toMatchObject([{ secret: "round 1" }]);
  expect(seedFor("round 2", { owner: "ada", submission: "fast" })).not.toBe(
    seedFor("round 1", { owner: "ada", submission: "fast" }),
  );
});

test("what a void runner reported, and a void runner confirmed, counts no more, whichever was void first", async () => {
  const { id } = await enter(ada, "confirmed_by_a_friend");
  const [carl, dora] = [await machineOf("carl"), await machineOf("dora")];
  await work(carl);
  await work(dora);
  const { trialGrid } = await visitor.entry(id);
  const shown = await Promise.all(trialGrid.map((trial) => visitor.trial(trial.id)));
  const confirmed = shown.filter(
    ({ trust, audits }) => trust === "verified" && audits.some(({ owner }) => owner === "dora"),
  );
  const [{ id: trial } = { id: "none was confirmed" }] = confirmed;
  const reporter = await admin.void({ kind: "runner", subject: carl.id, reason });
  expect(await visitor.trial(trial)).toMatchObject({ status: "finished", trust: "verified" });
  const auditor = await admin.void({ kind: "runner", subject: dora.id, reason });
  expect(await visitor.trial(trial)).toMatchObject({ status: "queued", trust: null });
  await admin.liftVoid(auditor.id);
  expect(await visitor.trial(trial)).toMatchObject({ status: "queued" });
  await admin.liftVoid(reporter.id);
  expect(await visitor.trial(trial)).toMatchObject({ status: "finished", trust: "claimed" });
});
