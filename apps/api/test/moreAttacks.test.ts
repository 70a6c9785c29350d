import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { linksTo } from "../auth/createAuth.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { verifications } from "../database/userTables.ts";
import { mostHeldMilliseconds } from "../queue/leaseRules.ts";
import { environment } from "./environment.ts";
import { machineOf, work } from "./machine.ts";
import { admin, bindings, clientFor, clientOf, enter, register, visitor } from "./platform.ts";
import { problemOf } from "./problemOf.ts";
import { recordOf, runOfLease } from "./recordOf.ts";
import { clientWith, signIn } from "./signIn.ts";

// Attacks of the second review that got through, each played whole.

const database = openDatabase(bindings.DB);
test("a failure or a machine that is told in megabytes is not taken, and a long one makes no list long", async () => {
  const { id } = await enter(await clientFor("submitter", "alice"), "told_at_length");
  const evil = await machineOf("talker");
  const lease = await evil.client.lease(evil.id);
  if (lease === null) throw new Error("the queue is empty");
  const failed = (reason: string, stack: string | null) => ({
    ...recordOf(runOfLease(lease), null),
    evaluations: [],
    outcome: { kind: "failed", cause: "submission", code: "guest-exception", reason, stack } as const,
  });
  const report = (record: TrialRecord) => evil.client.report(lease.trial, { attempt: lease.attempt, record });
  const long = "x".repeat(2 * 2 ** 20);
  for (const record of [failed(long, null), failed("x", long)]) {
    expect(await problemOf(report(record))).toMatchObject({ code: "record-mismatch", status: 422 });
  }
  await report(failed("y".repeat(90_000), null));
  const shown = (await visitor.entry(id)).trialGrid.find(({ reason }) => reason?.startsWith("y"));
  expect(shown?.reason).toHaveLength(2000);
  const machine = (changes: Partial<typeof environment>) =>
    problemOf(evil.client.registerRunner({ name: "talker", environment: { ...environment, ...changes } }));
  for (const changes of [{ cpu: long }, { os: "Linux\u001b[2J" }, { runtime: "node \u202e24" }]) {
    expect(await machine(changes)).toMatchObject({ code: "invalid-request", status: 422 });
  }
  await admin.cancelEntry(id);
}, 120_000);

test("a runner that beats for ever and never reports keeps neither a rival's trials nor the audits of a friend", async () => {
  const { id } = await enter(await clientFor("submitter", "alice"), "held_for_ever");
  const hoarder = await machineOf("hoarder");
  const lease = await hoarder.client.lease(hoarder.id);
  if (lease === null) throw new Error("the queue is empty");
  const beat = (trial: string, attempt: number) =>
    hoarder.client.heartbeat(trial, { attempt, progress: { step: 1, chargedSeconds: 1, metric: null } });
  expect(await beat(lease.trial, lease.attempt)).toMatchObject({ cancel: false });
  const mostOf = (held: typeof lease) =>
    mostHeldMilliseconds(held, { hardwareClass: "cpu-wasm", ruleset: "self" });
  const most = mostOf(lease);
  const ago = (milliseconds: number) => Date.now() - milliseconds;
  const leasedAt = (at: number) =>
    database.run(sql`UPDATE trials SET leased_at = ${at} WHERE id = ${lease.trial}`);
  await leasedAt(ago(most - 60_000));
  expect(await beat(lease.trial, lease.attempt)).toMatchObject({ cancel: false });
  await leasedAt(ago(most + 1));
  expect(await beat(lease.trial, lease.attempt)).toMatchObject({ cancel: true });
  // It runs out, and is for others.
  await database.run(sql`UPDATE trials SET lease_expires_at = ${ago(1)} WHERE id = ${lease.trial}`);
  const done = await work(await machineOf("honest"));
  expect(done.map(({ trial }) => trial)).toContain(lease.trial);
  expect((await visitor.entry(id)).status).toBe("complete");

  const audit = await hoarder.client.lease(hoarder.id);
  if (audit === null) throw new Error("nothing is audited");
  expect(await beat(audit.trial, audit.attempt)).toMatchObject({ cancel: false });
  await database.run(
    sql`UPDATE audits SET leased_at = ${ago(mostOf(audit) + 1)} WHERE trial = ${audit.trial}`,
  );
  expect(await beat(audit.trial, audit.attempt)).toMatchObject({ cancel: true });
  await database.run(sql`UPDATE audits SET lease_expires_at = ${ago(1)} WHERE trial = ${audit.trial}`);
  await work(await machineOf("bert"));
  expect((await visitor.entry(id)).auditing).toBe(false);
}, 120_000);

test("a machine that says it runs a million trials at one time is not let empty the queue", async () => {
  const hoarder = await clientFor("runner", "hoarder");
  expect(await problemOf(register(hoarder, "very-large", 1_000_000))).toMatchObject({
    code: "too-many-jobs",
    status: 422,
  });
});

test("a runner that is named as another's id takes no ban and no void for it", async () => {
  const mallory = await clientFor("runner", "mallory");
  for (const act of [
    (id: string) => admin.actOnRunner(id, { action: "ban", reason: "it lies" }),
    (id: string) => admin.void({ kind: "runner", subject: id, reason: "it lies" }),
  ]) {
    const evil = await register(mallory, `evil-${crypto.randomUUID()}`);
    await register(mallory, evil.id);
    await act(evil.id);
    expect(await problemOf(mallory.lease(evil.id))).toMatchObject({
      code: expect.stringMatching(/^(runner-banned|void)$/),
    });
  }
});

test("whoever is an admin no longer is none by a token that they made before", async () => {
  const olga = clientWith(await signIn({ user: "olga", admin: true }));
  const { token } = await olga.createToken({ name: "for later", scopes: ["admin"] });
  const other = await olga.createToken({ name: "work", scopes: ["runner"] });
  expect((await clientOf(token).me()).scopes).toEqual(["admin"]);
  await admin.createSignInLink({ user: "olga", admin: false });
  expect((await problemOf(clientOf(token).me())).code).toBe("token-unknown");
  expect((await clientOf(other.token).me()).scopes).toEqual(["runner"]);
});

test("nobody fills a stranger's mailbox by writing its address in several ways", async () => {
  const now = new Date();
  const asked = ["victim@example.org", "Victim+1@Example.org", "victim+a+b@example.org"];
  const others = ["victim2@example.org", "victim@example.com", "x+victim@example.org"];
  await database.insert(verifications).values(
    [...asked, ...others].map((email) => ({
      id: crypto.randomUUID(),
      identifier: crypto.randomUUID(),
      value: JSON.stringify({ email }),
      expiresAt: now,
      createdAt: now,
      updatedAt: now,
    })),
  );
  for (const email of [...asked, "VICTIM+new@example.org"]) {
    expect(await linksTo(database, email, now.getTime() - 1000), email).toBe(asked.length);
  }
  expect(await linksTo(database, "victim@example.org", now.getTime() + 1000)).toBe(0);
});
