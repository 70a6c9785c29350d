import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { openDatabase } from "../database/openDatabase.ts";
import { scheduled } from "../http/workLater.ts";
import { faster, type Machine, machineOf, work } from "../test/machine.ts";
import { bindings, clientFor, enter, visitor } from "../test/platform.ts";
import { problemOf } from "../test/problemOf.ts";
import { failedRecord, runOfLease } from "../test/recordOf.ts";
import { disputeMilliseconds } from "./disputes.ts";

const database = openDatabase(bindings.DB);

/** Each test has its own runners. */
afterEach(() => database.run(sql`UPDATE runners SET last_seen_at = 0`));

/** The Worker's clock. */
const minute = () =>
  scheduled(null, { ...bindings, STEEPEST_SEED_SECRET: "round 1", STEEPEST_AUDIT_SHARE: "0" });

/** An entry whose trials `reporter` has run, and the one of them that is disputed. */
async function disputed(
  name: string,
  reporter: Machine,
  said: (record: TrialRecord) => TrialRecord = (one) => one,
) {
  const entry = await enter(await clientFor("submitter", "ada"), name);
  const trial = `${entry.id}-brown_lm-0-0`;
  await work(reporter, (record, lease) => (lease.trial === trial ? said(record) : record));
  // Only what is disputed is looked at here.
  await database.run(sql`UPDATE audits SET set_aside_at = 1 WHERE status = 'queued' AND trial <> ${trial}`);
  return { entry, trial };
}

const trustOf = async (trial: string) => {
  const { trust, audits, withdrawn } = await visitor.trial(trial);
  return {
    trust,
    open: audits.filter(({ status }) => status === "queued").length,
    withdrawn: withdrawn.length,
  };
};
const isVoid = async ({ client, id }: Machine) =>
  (
    await client.lease(id).then(
      () => null,
      (error: unknown) => problemOf(Promise.reject(error)),
    )
  )?.code === "void";

test("two accounts of one person win nothing against an honest record where others are asked; both are void", async () => {
  const [alba, bert, cleo, dora] = [
    await machineOf("alba"),
    await machineOf("bert"),
    await machineOf("cleo"),
    await machineOf("dora"),
  ];
  const [mole, vole] = [await machineOf("mole"), await machineOf("vole")];
  const { trial } = await disputed("outvoted", alba);
  for (const liar of [mole, vole]) expect(await work(liar, faster)).toHaveLength(1);
  expect(await trustOf(trial)).toEqual({ trust: "claimed", open: 1, withdrawn: 0 });
  for (const honest of [bert, cleo]) {
    expect(await work(honest)).toHaveLength(1);
    expect(await trustOf(trial)).toEqual({ trust: "claimed", open: 1, withdrawn: 0 });
  }
  expect(await work(dora)).toHaveLength(1);
  expect(await trustOf(trial)).toEqual({ trust: "verified", open: 0, withdrawn: 0 });
  for (const liar of [mole, vole]) expect(await isVoid(liar)).toBe(true);
  for (const honest of [alba, bert, cleo, dora]) expect(await isVoid(honest)).toBe(false);
});

test("a liar whom an accomplice confirms after an honest auditor has differed is found all the same", async () => {
  const [mole, vole] = [await machineOf("mole-2"), await machineOf("vole-2")];
  const honest = await Promise.all(["alba", "bert", "cleo", "dora"].map((owner) => machineOf(owner)));
  const { trial } = await disputed("confirmed", mole, faster);
  expect(await work(honest[0] as Machine)).toHaveLength(1);
  expect(await work(vole, faster)).toHaveLength(1);
  expect(await trustOf(trial)).toMatchObject({ trust: "claimed", open: 1 });
  for (const machine of honest.slice(1)) await work(machine);
  expect(await visitor.trial(trial)).toMatchObject({ withdrawn: [{ runner: mole.name }] });
  for (const liar of [mole, vole]) expect(await isVoid(liar)).toBe(true);
  for (const machine of honest) expect(await isVoid(machine)).toBe(false);
});

test("an owner whose runner is up and never asks holds up a dispute for three days, not for ever", async () => {
  const [mole, alba, bert] = [await machineOf("mole-3"), await machineOf("alba"), await machineOf("bert")];
  await machineOf("sleeper");
  const { trial } = await disputed("stalled", mole, faster);
  for (const machine of [alba, bert]) await work(machine);
  await minute();
  expect(await trustOf(trial)).toEqual({ trust: "claimed", open: 1, withdrawn: 0 });
  await database.run(
    sql`UPDATE audits SET requested_at = requested_at - ${disputeMilliseconds - 60_000} WHERE trial = ${trial}`,
  );
  await minute();
  expect(await trustOf(trial)).toMatchObject({ open: 1, withdrawn: 0 });
  await database.run(
    sql`UPDATE audits SET requested_at = requested_at - 60001 WHERE trial = ${trial} AND status = 'queued'`,
  );
  await minute();
  expect(await visitor.trial(trial)).toMatchObject({
    withdrawn: [{ runner: mole.name, reason: expect.stringContaining("others agree with the audit") }],
  });
  expect(await isVoid(mole)).toBe(true);
  for (const machine of [alba, bert]) expect(await isVoid(machine)).toBe(false);
  // Once: the next look finds nothing.
  const ended = () =>
    database.all(sql`SELECT id FROM events WHERE trial = ${trial} AND kind = 'audit-finished'`);
  const before = await ended();
  expect(before).toHaveLength(3);
  await minute();
  expect(await ended()).toEqual(before);
});

test("nor does one that takes it and gives it back, again and again", async () => {
  const [mole, alba, bert] = [await machineOf("mole-5"), await machineOf("alba"), await machineOf("bert")];
  const hoarder = await machineOf("hoarder");
  const { trial } = await disputed("hoarded", mole, faster);
  for (const machine of [alba, bert]) await work(machine);
  const take = () => hoarder.client.lease(hoarder.id);
  const held = await take();
  if (held === null) throw new Error("there is no audit");
  expect(held.trial).toBe(trial);
  await database.run(
    sql`UPDATE audits SET requested_at = requested_at - ${disputeMilliseconds} WHERE trial = ${trial}`,
  );
  // Whoever has it may end it.
  await minute();
  expect((await visitor.trial(trial)).audits.map(({ status }) => status)).toContain("leased");
  await hoarder.client.release(trial, { attempt: held.attempt, cause: "drain", reason: "later" });
  expect(await take()).toBeNull();
  await minute();
  expect(await visitor.trial(trial)).toMatchObject({ withdrawn: [{ runner: mole.name }] });
});

test("where three owners lose what is to settle a dispute, the runs that there are decide", async () => {
  const [alba, mole] = [await machineOf("alba"), await machineOf("mole-4")];
  const losers = await Promise.all(["lost-1", "lost-2", "lost-3"].map((owner) => machineOf(owner)));
  const { trial } = await disputed("lost_by_three", alba);
  // The record was confirmed before; then somebody challenges it, and a liar audits.
  await work(await machineOf("bert"));
  await (await clientFor("submitter", "asker")).challenge(trial);
  await work(mole, faster);
  expect(await trustOf(trial)).toMatchObject({ trust: "verified", open: 1 });
  for (const { client, id } of losers) {
    const lease = await client.lease(id);
    if (lease === null) throw new Error("there is no audit");
    expect(lease.trial).toBe(trial);
    await client.report(trial, {
      attempt: lease.attempt,
      record: failedRecord(runOfLease(lease), "machine"),
    });
  }
  expect(await trustOf(trial)).toEqual({ trust: "verified", open: 0, withdrawn: 0 });
  expect(await isVoid(mole)).toBe(true);
  expect(await isVoid(alba)).toBe(false);
});
