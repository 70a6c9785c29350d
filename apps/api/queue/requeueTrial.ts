import { inArray, type SQL, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { resultsChanged } from "../boards/resultsChanged.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { lostLeases } from "../database/queueTables.ts";
import { trials } from "../database/schema.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { loadTrial } from "./loadTrial.ts";

/** Puts a quarantined trial back into the queue, its losses forgotten, and opens its entry again. Throws a 409 problem where it is not quarantined. */
export async function requeueTrial(database: Database, actor: Actor, id: string, now: number): Promise<void> {
  const { trial, entry } = await loadTrial(database, id);
  if (entry.cancelledAt !== null || trial.status !== "quarantined") throw notQuarantined(id, trial.status);
  const results = await database.batch(
    requeueStatements(database, actor, { entry: trial.entry, which: sql`trials.id = ${id}` }, now),
  );
  if (results[2].length === 0) throw notQuarantined(id, (await loadTrial(database, id)).trial.status);
}

/** Statements that queue the quarantined trials of an entry that meet a condition, where the entry stands. The third answers their ids. */
export const requeueStatements = (
  database: Database,
  actor: Actor,
  { entry, which }: { readonly entry: string; readonly which: SQL },
  now: number,
) => {
  const isQuarantined = sql`${which} AND trials.status = 'quarantined' AND EXISTS (
    SELECT 1 FROM entries WHERE entries.id = trials.entry AND entries.cancelled_at IS NULL)`;
  return [
    eventsFrom(
      database,
      "trial-requeued",
      {
        at: now,
        user: actor.user,
        entry: sql`trials.entry`,
        trial: sql`trials.id`,
        detail: sql`trials.reason`,
      },
      sql`FROM trials WHERE ${isQuarantined}`,
    ),
    database
      .delete(lostLeases)
      .where(inArray(lostLeases.trial, sql`(SELECT trials.id FROM trials WHERE ${isQuarantined})`)),
    database
      .update(trials)
      .set({ status: "queued", crashes: 0, reason: null })
      .where(isQuarantined)
      .returning({ id: trials.id }),
    ...resultsChanged(database, { entry }, now),
  ] as const;
};

const notQuarantined = (id: string, status: string): ApiProblem =>
  new ApiProblem(409, "not-quarantined", {
    title: `The trial ${id} is not quarantined.`,
    detail: `It is ${status}, or its entry was cancelled: only a quarantined trial of an entry that stands is requeued.`,
    solution: "See GET /v1/trials/:id for where it stands.",
    existing: id,
  });
