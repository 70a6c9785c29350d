import { and, eq, isNull, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries } from "../database/schema.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { requeueStatements } from "../queue/requeueTrial.ts";
import { ownedEntry } from "./ownedEntry.ts";

/** Queues every quarantined trial of an entry again: its owner may once, since each may cost runners three crashes. */
export async function rerunEntry(database: Database, actor: Actor, id: string, now: number): Promise<void> {
  const entry = await ownedEntry(database, actor, id);
  if (entry.rerunAt !== null) throw rerunBefore(id, entry.rerunAt);
  // The mark comes first, in the same batch: of two requests at once only one sets it.
  const mayRerun = and(
    eq(entries.id, id),
    isNull(entries.rerunAt),
    isNull(entries.withdrawnAt),
    isNull(entries.cancelledAt),
    sql`EXISTS (SELECT 1 FROM trials WHERE trials.entry = ${id} AND trials.status = 'quarantined')`,
  );
  const marked = sql`trials.entry = ${id} AND EXISTS (
    SELECT 1 FROM entries WHERE entries.id = trials.entry AND entries.rerun_at = ${now})`;
  const results = await database.batch([
    database.update(entries).set({ rerunAt: now }).where(mayRerun),
    ...requeueStatements(database, actor, { entry: id, which: marked }, now),
  ]);
  if (results[3].length === 0) {
    throw new ApiProblem(409, "nothing-to-rerun", {
      title: `The entry ${id} has no trial to run again.`,
      detail:
        "Only quarantined trials of an entry that stands are run again: those that machines have failed.",
      solution: "See the trials' `status` and `reason` in GET /v1/entries/:id.",
    });
  }
}

const rerunBefore = (id: string, at: number): ApiProblem =>
  new ApiProblem(409, "rerun-before", {
    title: `The entry ${id} was run again before.`,
    detail: `Its owner queued its failed trials again at ${new Date(at).toISOString()}, which can be done once.`,
    solution: "Ask an operator to requeue the trial, where the platform was at fault.",
  });
