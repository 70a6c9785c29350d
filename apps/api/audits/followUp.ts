import { asc, eq, type SQL, sql } from "drizzle-orm";
import { followUps } from "../database/auditTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries } from "../database/schema.ts";
import { type AuditRules, auditBoard, auditRanks } from "./auditNewRecord.ts";
import { auditHoldingBack } from "./drawHoldingBack.ts";
import { entriesChanged, entriesWithdrawnAt } from "./entriesChanged.ts";
import { requeueCapped } from "./requeueCapped.ts";

type FollowUp = typeof followUps.$inferSelect;

/** A request that takes longer is taken to have died: what it has not done is another's. */
const takenMilliseconds = 60_000;

/** A statement for the batch that makes a follow-up due: of these entries, where `guard` says that the batch took effect. */
export const dueFollowUp = (
  database: Database,
  { kind, entries }: Pick<FollowUp, "kind" | "entries">,
  now: number,
  guard: SQL = sql`TRUE`,
) =>
  database
    .insert(followUps)
    // In the order of the table's columns.
    .select(
      sql`SELECT NULL, ${kind}, ${now}, ${JSON.stringify(entries)}, '', ${now + takenMilliseconds} WHERE ${guard}`,
    );

/** The same for what an entry sets on its board, where the batch has completed it. */
export const dueAudits = (database: Database, entry: string, now: number) =>
  dueFollowUp(
    database,
    { kind: "complete", entries: [entry] },
    now,
    sql`EXISTS (SELECT 1 FROM entries WHERE id = ${entry} AND finished_at = ${now} AND trust = 'verified')`,
  );

/** Does what this request's own batch has made due. */
export async function followUpNow(
  database: Database,
  now: number,
  entry?: string,
  rules?: AuditRules,
): Promise<void> {
  const due = await database
    .select()
    .from(followUps)
    .where(
      sql`at = ${now} AND taken_until = ${now + takenMilliseconds}
        AND ${entry === undefined ? sql`TRUE` : sql`${entry} IN (SELECT value FROM json_each(entries))`}`,
    )
    .orderBy(asc(followUps.id));
  for (const one of due) await followUp(database, one, now, rules);
}

/** Does what requests have left that died before they were through: every lease begins with it. Nothing is due as a rule, and that is all it costs. */
export async function followUpLeft(database: Database, now: number, rules: AuditRules): Promise<void> {
  const left = await database
    .update(followUps)
    .set({ takenUntil: now + takenMilliseconds })
    .where(sql`taken_until <= ${now}`)
    .returning();
  for (const one of left) {
    try {
      await followUp(database, one, now, rules);
    } catch (error) {
      // It stays, for the next to try; whoever asks for a lease is not to go without for it.
      console.error(`following up ${one.kind} ${one.entries.join(", ")}: ${error}`);
    }
  }
}

/** Every part of it changes nothing that it has changed before, so that it can be begun again at any point. */
async function followUp(database: Database, due: FollowUp, now: number, rules?: AuditRules): Promise<void> {
  switch (due.kind) {
    case "complete":
      for (const id of due.entries) {
        await auditRanks(database, id, now);
        const [entry] = await database.select().from(entries).where(eq(entries.id, id));
        if (rules !== undefined && entry !== undefined && entry.finishedAt !== null)
          await auditHoldingBack(database, rules, entry, now);
      }
      break;
    case "changed": {
      const changed = [...new Set([...due.entries, ...(await entriesWithdrawnAt(database, due.at))])];
      await entriesChanged(database, changed, now);
      await requeueCapped(database, { entries: changed, after: due.after }, now, async (after) => {
        const takenUntil = now + takenMilliseconds;
        await database.update(followUps).set({ after, takenUntil }).where(eq(followUps.id, due.id));
      });
      // Whoever moves up among the first ten is looked at.
      for (const id of due.entries) {
        const [entry] = await database.select().from(entries).where(eq(entries.id, id));
        if (entry !== undefined && entry.voidedAt !== null) await auditBoard(database, entry, now);
      }
      break;
    }
  }
  await database.delete(followUps).where(eq(followUps.id, due.id));
}
