import { median } from "@steepest/core/score/median.ts";
import { sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import type { entries } from "../database/schema.ts";
import { type AuditRules, fractionOf } from "./auditDraw.ts";

import { requestAudit } from "./requestAudit.ts";

/** What counts of a trial's record. */
export interface CountedRecord {
  readonly trial: string;
  readonly record: string;
  readonly workload: string;
  readonly study: number;
  /** Null: never reached. */
  readonly seconds: number | null;
  readonly owner: string | null;
}

/**
 * Of a complete entry's records, which are audited because they hold it back: of each workload that it does not reach one, and one of all its other workloads,
 * drawn among the records of the studies at or above the median (a forged one below moves nothing for the worse), but for what the entrant's own runners said.
 * Drawn by the secret, so that nobody knows which of them it will be.
 */
export function drawHoldingBack(
  secret: string,
  counted: readonly CountedRecord[],
  entrant: string,
): CountedRecord[] {
  const lots = new Map<string, CountedRecord[]>();
  for (const [workload, own] of Map.groupBy(counted, (one) => one.workload)) {
    const times = [...Map.groupBy(own, (one) => one.study)].map(([study, trials]) => ({
      study,
      seconds: Math.min(...trials.map(({ seconds }) => seconds ?? Number.POSITIVE_INFINITY)),
    }));
    const middle = median(times.map(({ seconds }) => seconds));
    const holding = new Set(times.filter(({ seconds }) => seconds >= middle).map(({ study }) => study));
    const lot = middle === Number.POSITIVE_INFINITY ? workload : "";
    const among = own.filter(({ study, owner }) => holding.has(study) && owner !== null && owner !== entrant);
    lots.set(lot, [...(lots.get(lot) ?? []), ...among]);
  }
  return [...lots.values()].flatMap((lot) => {
    const [first] = lot
      .map((one) => ({ one, fraction: fractionOf(secret, "held back", one) }))
      .sort((a, b) => a.fraction - b.fraction);
    return first === undefined ? [] : [first.one];
  });
}

/** Asks for the audits that `drawHoldingBack` draws of complete entries: a runner that reports a rival slower than it is gains a rank as surely as one that reports itself faster. */
export async function auditHoldingBack(
  database: Database,
  { secret, share }: AuditRules,
  complete: readonly Pick<typeof entries.$inferSelect, "id" | "owner">[],
  now: number,
): Promise<void> {
  if (secret === undefined || share === 0 || complete.length === 0) return;
  const ids = JSON.stringify(complete.map(({ id }) => id));
  const counted = await database.all<CountedRecord & { entry: string }>(sql`
    SELECT trials.entry, trials.id AS trial, records.sha256 AS record, trials.workload, trials.study, records.target_seconds AS seconds, records.owner
    FROM json_each(${ids}) AS complete CROSS JOIN trials ON trials.entry = complete.value JOIN records ON records.trial = trials.id`);
  const [first, ...others] = complete
    .flatMap(({ id, owner }) =>
      drawHoldingBack(
        secret,
        counted.filter(({ entry }) => entry === id),
        owner,
      ),
    )
    .map(({ trial, record }) =>
      requestAudit(database, sql`records.trial = ${trial} AND records.sha256 = ${record}`, {
        reason: "random",
        now,
      }),
    );
  if (first !== undefined) await database.batch([first, ...others]);
}
