import type { R2Bucket } from "@cloudflare/workers-types";
import { asc, eq, sql } from "drizzle-orm";
import { entryFinished } from "../boards/resultsChanged.ts";
import { followUps } from "../database/auditTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries } from "../database/schema.ts";
import { logFault } from "../http/logFault.ts";
import { giveUpLost } from "../queue/giveUpLost.ts";
import { auditBoard } from "./auditBoard.ts";
import { auditComplete } from "./auditComplete.ts";
import type { AuditRules } from "./auditDraw.ts";
import { endAudits } from "./auditLeases.ts";
import { isAuditable } from "./auditNewRecord.ts";
import { concludeDisputes, overdueDisputes } from "./disputes.ts";
import { takenMilliseconds } from "./dueFollowUp.ts";
import { entriesChanged, entriesWithdrawnAt } from "./entriesChanged.ts";
import { requeueCapped } from "./requeueCapped.ts";

type FollowUp = typeof followUps.$inferSelect;

/** Calls to the database that one look spends on what has changed, about: a request has fifty. What is left is the next one's. */
const mostCalls = 20;

/** Entries that one look asks for the audits of. */
const mostComplete = 8;

/** Does what this request's own batch takes along (`isOwn`), as far as one request may. */
export async function followUpNow(database: Database, now: number): Promise<void> {
  const due = await database
    .select()
    .from(followUps)
    .where(sql`kind = 'changed' AND at = ${now} AND taken_until = ${now + takenMilliseconds}`)
    .orderBy(asc(followUps.id));
  for (const one of due) await followChange(database, one, now);
}

/**
 * Does what is due: what entries that are complete set on their board, what withdrawals take along, leases whose runners went silent. A request looks after
 * its answer, the Worker's clock every minute. Whatever dies on the way is begun again: nothing is lost, and nothing counts twice.
 */
export async function followUpDue(
  database: Database,
  store: R2Bucket,
  now: number,
  rules: AuditRules,
): Promise<void> {
  const [work] = await database.all<{
    due: FollowUp["kind"] | null;
    audits: number;
    disputes: number;
    trials: number;
  }>(sql`
    SELECT (SELECT kind FROM follow_ups WHERE taken_until <= ${now} ORDER BY taken_until LIMIT 1) AS due,
      EXISTS (SELECT 1 FROM audits WHERE status = 'leased' AND lease_expires_at <= ${now})
        OR EXISTS (SELECT 1 FROM audits WHERE status = 'queued' AND attempt IS NOT NULL) AS audits,
      EXISTS (${overdueDisputes(now)}) AS disputes,
      EXISTS (SELECT 1 FROM trials WHERE status = 'leased' AND lease_expires_at <= ${now})
        OR EXISTS (SELECT 1 FROM trials WHERE status = 'queued' AND crashes > 0) AS trials`);
  if (work?.trials === 1) await giveUpLost(database, now);
  if (work?.audits === 1) await database.batch(endAudits(database, now));
  if (work?.disputes === 1 || work?.audits === 1) await concludeDisputes(database, store, now);
  if (work?.due == null) return;
  const { due } = work;
  const taken = await database
    .update(followUps)
    .set({ takenUntil: now + takenMilliseconds })
    .where(sql`id IN (
      SELECT id FROM follow_ups WHERE taken_until <= ${now} AND kind = ${due}
      ORDER BY taken_until, id LIMIT ${due === "complete" ? mostComplete : 1})`)
    .returning();
  try {
    await followUp(database, taken, now, rules);
  } catch (error) {
    // It stays, for the next to try.
    logFault(`following up ${taken.flatMap((one) => one.entries).join(", ")}`, error);
  }
}

/** Every part of it changes nothing that it has changed before, so that it can be begun again at any point. */
async function followUp(
  database: Database,
  taken: readonly FollowUp[],
  now: number,
  rules: AuditRules,
): Promise<void> {
  const complete = taken.filter(({ kind }) => kind === "complete");
  if (complete.length > 0) {
    // Done already, unless the request ended that was to do it.
    const [first, ...others] = complete.flatMap(({ entries: finished, at }) =>
      finished.flatMap((entry) => entryFinished(database, { entry, now: at })),
    );
    if (first !== undefined) await database.batch([first, ...others]);
    await auditComplete(
      database,
      complete.flatMap((one) => one.entries),
      rules,
      now,
    );
    await database
      .delete(followUps)
      .where(sql`id IN (SELECT value FROM json_each(${JSON.stringify(complete.map(({ id }) => id))}))`);
  }
  for (const one of taken) if (one.kind === "changed") await followChange(database, one, now);
}

async function followChange(database: Database, due: FollowUp, now: number): Promise<void> {
  const changed = [...new Set([...due.entries, ...(await entriesWithdrawnAt(database, due.at))])].sort();
  let calls = mostCalls;
  /** Notes how far it has come; false where the rest is the next one's. */
  const onward = async (after: string, spent: number): Promise<boolean> => {
    calls -= spent + 1;
    const takenUntil = calls > 0 ? now + takenMilliseconds : now;
    await database.update(followUps).set({ after, takenUntil }).where(eq(followUps.id, due.id));
    return calls > 0;
  };
  if (!(await entriesChanged(database, { entries: changed, after: due.after }, now, onward))) return;
  if (!(await requeueCapped(database, { entries: changed, after: due.after }, now, onward))) return;
  // Whoever moves up among the first ten is looked at.
  const boards = await database
    .selectDistinct({ suite: entries.suite, ruleset: entries.ruleset, hardwareClass: entries.hardwareClass })
    .from(entries)
    .where(sql`${entries.id} IN (SELECT value FROM json_each(${JSON.stringify(changed)}))`);
  for (const board of boards) if (isAuditable(board.hardwareClass)) await auditBoard(database, board, now);
  await database.delete(followUps).where(eq(followUps.id, due.id));
}
