import type { QueueDepth } from "@steepest/core/schema/api/health.ts";
import { sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";

interface Row {
  readonly hardwareClass: string;
  readonly queued: number;
  readonly leased: number;
  readonly quarantined: number;
  readonly oldest: number | null;
  readonly seen: number | null;
}

/**
 * How many trials wait, run and are quarantined, by hardware class. What waits is counted from what is kept of open entries, so that the cost goes with
 * these and not with their trials.
 */
export async function queueDepth(database: Database, now: number): Promise<QueueDepth[]> {
  const rows = await database.all<Row>(sql`
    WITH open AS MATERIALIZED (
      SELECT id, hardware_class, created_at FROM entries INDEXED BY open_entries
      WHERE trust = 'verified' AND finished_at IS NULL AND cancelled_at IS NULL AND voided_at IS NULL
    ), waiting AS (
      SELECT open.hardware_class, open.created_at,
        (SELECT sum(planned - finished) FROM entry_results WHERE entry_results.entry = open.id)
          - (SELECT count(*) FROM trials WHERE trials.entry = open.id AND trials.status = 'leased') AS queued
      FROM open
    ), counted AS (
      SELECT hardware_class, sum(queued) AS queued, 0 AS leased, 0 AS quarantined,
        min(CASE WHEN queued > 0 THEN created_at END) AS oldest, NULL AS seen
      FROM waiting GROUP BY hardware_class
      UNION ALL
      SELECT entries.hardware_class, 0, sum(trials.status = 'leased'), sum(trials.status = 'quarantined'), NULL, NULL
      FROM (SELECT entry, status FROM trials WHERE status = 'leased' UNION ALL SELECT entry, status FROM trials WHERE status = 'quarantined') AS trials
      JOIN entries ON entries.id = trials.entry GROUP BY entries.hardware_class
      UNION ALL
      SELECT hardware_class, 0, 0, 0, NULL, max(last_seen_at) FROM runners GROUP BY hardware_class
    )
    SELECT hardware_class AS hardwareClass, sum(queued) AS queued, sum(leased) AS leased, sum(quarantined) AS quarantined,
      min(oldest) AS oldest, max(seen) AS seen
    FROM counted GROUP BY hardware_class ORDER BY hardware_class`);
  return rows.map(({ oldest, seen, ...row }) => ({
    ...row,
    oldestSeconds: oldest === null ? null : Math.max(0, now - oldest) / 1000,
    lastRunnerSeenAt: seen === null ? null : new Date(seen).toISOString(),
  }));
}
