import type { Ledger } from "@steepest/core/schema/api/quotes.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import { wattHoursOf } from "@steepest/core/score/quoteTrials.ts";
import { desc, eq, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries, versions } from "../database/schema.ts";
import { isoDate } from "../http/isoDate.ts";

const mostEntries = 200;

/** What the entries of a user have cost, the newest first: of every record that counts its charged time, by what was measured. */
export async function ledgerOf(database: Database, user: string): Promise<Ledger> {
  const ofRecords = (what: string) => sql<number>`(
    SELECT ${sql.raw(what)} FROM trials CROSS JOIN records ON records.trial = trials.id WHERE trials.entry = entries.id)`;
  const read = await database
    .select({
      entry: entries.id,
      submission: versions.submission,
      versionNumber: versions.number,
      suite: entries.suite,
      ruleset: entries.ruleset,
      hardwareClass: entries.hardwareClass,
      trust: entries.trust,
      createdAt: entries.createdAt,
      trials: sql<number>`(SELECT count(*) FROM trials WHERE trials.entry = entries.id)`,
      records: ofRecords("count(*)"),
      chargedSeconds: ofRecords("coalesce(sum(records.charged_seconds), 0)"),
      steps: ofRecords("coalesce(sum(records.steps), 0)"),
      gradients: sql<number | null>`(
        SELECT CASE WHEN count(entry_results.gradients) = count(*) THEN coalesce(sum(entry_results.gradients), 0) END
        FROM entry_results WHERE entry_results.entry = entries.id)`,
    })
    .from(entries)
    .innerJoin(versions, eq(versions.version, entries.version))
    .where(eq(entries.owner, user))
    .orderBy(desc(entries.createdAt), desc(entries.id))
    .limit(mostEntries + 1);
  const listed = read.slice(0, mostEntries).map(({ suite, ruleset, hardwareClass, createdAt, ...row }) => ({
    ...row,
    board: formatBoardId({ suite, ruleset, hardwareClass }),
    createdAt: isoDate(createdAt),
    wattHours: wattHoursOf(row.chargedSeconds),
  }));
  const sum = (field: "trials" | "records" | "chargedSeconds" | "steps" | "wattHours") =>
    listed.reduce((total, row) => total + row[field], 0);
  return {
    entries: listed,
    total: {
      trials: sum("trials"),
      records: sum("records"),
      chargedSeconds: sum("chargedSeconds"),
      steps: sum("steps"),
      gradients: listed.some(({ gradients }) => gradients === null)
        ? null
        : listed.reduce((total, { gradients }) => total + (gradients ?? 0), 0),
      wattHours: sum("wattHours"),
    },
    more: read.length > mostEntries,
  };
}
