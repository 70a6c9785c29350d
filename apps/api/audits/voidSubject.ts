import type { VoidRequest, VoidView } from "@steepest/core/schema/api/trust.ts";
import { and, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { voids, withdrawnRecords } from "../database/auditTables.ts";
import { eventsFrom } from "../database/event.ts";
import { insertFrom } from "../database/insertFrom.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, records, trials } from "../database/schema.ts";
import { users } from "../database/userTables.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";
import { notify } from "../notifications/notify.ts";
import { runnerNamed } from "../queue/ownRunner.ts";
import { dueChange } from "./dueFollowUp.ts";
import { followUpNow } from "./followUp.ts";
import { setAuditsAside } from "./setAside.ts";
import { voidStatements } from "./voidStatements.ts";
import { whatCounted } from "./withdraw.ts";

type VoidRow = typeof voids.$inferSelect;

export const voidView = (row: VoidRow): VoidView => ({
  id: row.id,
  kind: row.kind,
  subject: row.subject,
  reason: row.reason,
  by: row.by,
  at: new Date(row.at).toISOString(),
  liftedAt: row.liftedAt === null ? null : new Date(row.liftedAt).toISOString(),
});

/** What was withdrawn, the latest first. */
export const listVoids = async (database: Database, limit: number): Promise<VoidView[]> =>
  (await database.select().from(voids).orderBy(desc(voids.id)).limit(limit)).map(voidView);

/** Withdraws an entry, a trial's record, a runner or a user's runners and uploads, and queues again what depended on it. */
export async function voidSubject(
  database: Database,
  actor: Actor,
  { kind, subject: named, reason }: VoidRequest,
  now: number,
): Promise<VoidView> {
  const subject = await subjectOf(database, kind, named);
  const entered = kind === "entry" ? [subject] : [];
  // Who has deleted their account meanwhile is named nowhere again.
  const guard = kind === "user" ? sql`EXISTS (SELECT 1 FROM users WHERE name = ${subject})` : sql`TRUE`;
  await database.batch([
    dueChange(database, entered, now, { guard, isOwn: true }),
    ...voidStatements(database, { kind, subject, reason, by: actor.user }, now, guard),
  ]);
  const [row] = await database
    .select()
    .from(voids)
    .where(sql`kind = ${kind} AND subject = ${subject} AND lifted_at IS NULL`);
  if (row === undefined) throw notFound(kind === "record" ? "trial" : kind, named, "GET /v1/voids");
  if (row.at !== now || row.by !== actor.user) {
    if (kind !== "record") throw alreadyVoid(row);
  }
  await followUpNow(database, now);
  return voidView(row);
}

async function subjectOf(database: Database, kind: VoidRequest["kind"], named: string): Promise<string> {
  switch (kind) {
    case "entry": {
      const [row] = await database.select().from(entries).where(eq(entries.id, named));
      if (row === undefined) throw notFound("entry", named, "GET /v1/entries");
      return row.id;
    }
    case "record": {
      const [row] = await database.select().from(trials).where(eq(trials.id, named));
      if (row === undefined) throw notFound("trial", named, "GET /v1/entries/:id");
      if (row.record !== null) return row.id;
      throw new ApiProblem(409, "no-record", {
        title: `The trial ${named} has no record that counts.`,
        detail: `It is ${row.status}.`,
        solution: "See GET /v1/trials/:id for what it had.",
      });
    }
    case "runner":
      return (await runnerNamed(database, named)).id;
    case "user": {
      const [row] = await database.select().from(users).where(eq(users.name, named));
      if (row === undefined) throw notFound("user", named, "GET /v1/runners");
      return row.name;
    }
  }
}

const alreadyVoid = (row: VoidRow): ApiProblem =>
  new ApiProblem(409, "already-void", {
    title: `This ${row.kind} is void already.`,
    detail: row.reason,
    solution: `DELETE /v1/voids/${row.id} lifts it.`,
    existing: String(row.id),
  });

/** The void that stands, beside one, of who reported a withdrawn record that nobody had confirmed. */
const otherVoid = (id: number): SQL => {
  const standing = (kind: VoidRow["kind"], subject: SQL) =>
    sql`SELECT id FROM voids WHERE lifted_at IS NULL AND kind = ${kind} AND subject = ${subject} AND id <> ${id}`;
  const owner = sql`withdrawn_records.owner`;
  return sql`CASE WHEN withdrawn_records.verified_at IS NULL THEN coalesce(
    (${standing("user", owner)}), (${standing("runner", sql`withdrawn_records.runner`)}),
    CASE WHEN withdrawn_records.runner IS NULL THEN (${standing("uploads", owner)}) END) END`;
};

/** Lifts a void: an entry counts again, runners get trials again, and records come back whose trials nobody has run or begun since. */
export async function liftVoid(database: Database, actor: Actor, id: number, now: number): Promise<VoidView> {
  const [row] = await database.select().from(voids).where(eq(voids.id, id));
  if (row === undefined) throw notFound("void", String(id), "GET /v1/voids");
  if (row.liftedAt !== null) return voidView(row);
  const latest = sql`void = ${id}
    AND EXISTS (SELECT 1 FROM trials AS waiting WHERE waiting.id = withdrawn_records.trial AND waiting.status = 'queued')
    AND id = (
    SELECT max(other.id) FROM withdrawn_records AS other WHERE other.trial = withdrawn_records.trial)`;
  const back = (
    await database.all<{ entry: string }>(
      sql`SELECT DISTINCT entry FROM trials WHERE id IN (SELECT trial FROM withdrawn_records WHERE void = ${id})`,
    )
  ).map(({ entry }) => entry);
  await database.batch([
    dueChange(database, row.kind === "entry" ? [row.subject, ...back] : back, now, { isOwn: true }),
    // What another void would have taken, had this one not been first, is that one's from now on.
    database
      .update(withdrawnRecords)
      .set({ void: otherVoid(id) })
      .where(sql`void = ${id} AND ${otherVoid(id)} IS NOT NULL`),
    eventsFrom(
      database,
      "void-lifted",
      { at: now, user: actor.user, detail: `${row.kind} ${row.subject}` },
      sql`FROM voids WHERE id = ${id} AND lifted_at IS NULL`,
    ),
    database
      .update(voids)
      .set({ liftedAt: now, liftedBy: actor.user })
      .where(and(eq(voids.id, id), isNull(voids.liftedAt))),
    eventsFrom(
      database,
      "record-restored",
      {
        at: now,
        entry: sql`(SELECT entry FROM trials WHERE trials.id = withdrawn_records.trial)`,
        trial: sql`withdrawn_records.trial`,
        runner: sql`withdrawn_records.runner`,
      },
      sql`FROM withdrawn_records WHERE ${latest}`,
    ),
    ...(row.kind === "entry"
      ? [
          database.update(entries).set({ voidedAt: null }).where(eq(entries.id, row.subject)),
          setAuditsAside(database, row.subject, now),
          notify(
            database,
            "voided",
            {
              user: sql`entries.owner`,
              subject: sql`entries.id`,
              entry: sql`entries.id`,
              detail: "The entry is void no more.",
            },
            sql`FROM entries WHERE entries.id = ${row.subject}`,
            now,
          ),
        ]
      : []),
    insertFrom(
      database,
      records,
      {
        ...whatCounted,
        board: sql`(SELECT board FROM entry_results JOIN trials ON trials.entry = entry_results.entry WHERE trials.id = trial LIMIT 1)`,
      },
      sql`FROM withdrawn_records WHERE ${latest}`,
    ),
    database
      .update(trials)
      .set({
        status: "finished",
        reason: null,
        record: sql`(SELECT sha256 FROM records WHERE records.trial = trials.id)`,
      })
      .where(sql`status = 'queued' AND id IN (SELECT trial FROM records)`),
    database.delete(withdrawnRecords).where(sql`void = ${id} AND EXISTS (
      SELECT 1 FROM records WHERE records.trial = withdrawn_records.trial AND records.sha256 = withdrawn_records.sha256
        AND records.created_at = withdrawn_records.created_at)`),
  ]);
  await followUpNow(database, now);
  const [lifted] = await database.select().from(voids).where(eq(voids.id, id));
  return voidView(lifted ?? row);
}
