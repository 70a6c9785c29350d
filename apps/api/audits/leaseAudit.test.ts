import { sql } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import { audits } from "../database/auditTables.ts";
import { database, now, plantEntry, plantRunner } from "../test/plant.ts";
import { bindings } from "../test/platform.ts";
import { disputeMilliseconds } from "./disputes.ts";
import { followUpDue } from "./followUp.ts";
import { leaseAudit, waitingAudits } from "./leaseAudit.ts";

const errors = vi.spyOn(console, "error").mockImplementation(() => {});

let classes = 0;
/** A hardware class of the test's own. */
const newClass = () => `waiting-${++classes}`;
type Audit = typeof audits.$inferInsert;

/** An audit of a trial of Ada's whose record Rob reported. */
async function plantAudit(hardwareClass: string, more: Partial<Audit> = {}) {
  const entry = await plantEntry("ada", hardwareClass, { trials: [{ attempt: 1 }] });
  const about = { trial: `${entry}-0`, record: "r", hardwareClass, reporter: "rob", entrant: "ada" };
  const audit = {
    id: `audit-of-${entry}`,
    ...about,
    reason: "rank",
    requestedAt: now,
    status: "queued",
  } as const;
  await database.insert(audits).values({ ...audit, ...more });
  return { ...audit, ...more };
}

/** A dispute after somebody's runner has found the record wrong. */
async function plantDispute(hardwareClass: string, owner: string, requestedAt: number) {
  const runner = await plantRunner(owner, hardwareClass);
  const dispute = await plantAudit(hardwareClass, { reason: "settle", requestedAt });
  const said = {
    status: "finished",
    outcome: "mismatch",
    auditRecord: "lost",
    attempt: 7,
    owner,
    runner,
  } as const;
  await database.insert(audits).values({ ...dispute, id: `${dispute.id}-before`, reason: "rank", ...said });
  return dispute;
}

/** The audit that is next for a runner of an owner. */
async function nextOf(owner: string, hardwareClass: string): Promise<string | null> {
  const runner = await plantRunner(owner, hardwareClass);
  const asked = { owner: sql`${owner}`, hardwareClass: sql`${hardwareClass}`, now: sql`${now}` };
  const { oldest, waits } = waitingAudits(asked);
  const [waiting] = await database.all<{ oldest: string | null; waits: number }>(
    sql`SELECT ${oldest.sql} AS oldest, ${waits.sql} AS waits`,
  );
  if (!waiting) throw new Error("no answer");
  // Its source is not in the bucket: what was claimed is what counts.
  const claimant = { id: runner, owner, hardwareClass, jobs: 1 };
  await leaseAudit(database, bindings.STORE, claimant, now, 5000, { ...waiting, unheard: 0 }).catch(
    () => null,
  );
  const [given] = await database.all<{ id: string }>(sql`SELECT id FROM audits WHERE runner = ${runner}`);
  return given?.id ?? null;
}

test("disputes in which an owner has had its say keep none of the same people's other audits from it", async () => {
  const of = newClass();
  for (const before of [3, 2, 1]) await plantDispute(of, "ann", now - before);
  const other = await plantAudit(of);
  expect(await nextOf("ann", of)).toBe(other.id);
});

test("a dispute that is overdue and cannot be decided, since the bucket has lost a record, holds up no audit and nothing that is due", async () => {
  const of = newClass();
  const { id } = await plantDispute(of, "zoe", now - disputeMilliseconds);
  const other = await plantAudit(of, { reporter: "rex" });
  expect(await nextOf("ann", of)).toBe(other.id);
  await database.run(
    sql`INSERT INTO follow_ups (kind, at, entries, taken_until) VALUES ('complete', ${now}, '[]', ${now})`,
  );
  await followUpDue(database, bindings.STORE, now, { share: 0, secret: undefined });
  expect(await database.all(sql`SELECT * FROM follow_ups`)).toEqual([]);
  expect(errors).toHaveBeenCalledWith(expect.stringContaining(id));
  expect(await database.all(sql`SELECT status FROM audits WHERE id = ${id}`)).toEqual([{ status: "queued" }]);
});

test("disputes that cannot be decided keep no other from being decided, however many they are", async () => {
  const of = newClass();
  for (const before of [3, 2, 1]) await plantDispute(of, "zoe", now - disputeMilliseconds - before);
  // Nothing is left of what it is about.
  const { id } = await plantAudit(of, { reason: "settle", requestedAt: now - disputeMilliseconds });
  const statusOf = () => database.all(sql`SELECT status, outcome FROM audits WHERE id = ${id}`);
  for (let look = 0; look < 100; look++)
    await followUpDue(database, bindings.STORE, now, { share: 0, secret: undefined });
  expect(await statusOf()).toEqual([{ status: "finished", outcome: "unfinished" }]);
});
