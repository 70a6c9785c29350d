import type { AskedRows } from "./askedOf.ts";

/** What a trial asks of the platform from lease to report, counted. */
export interface AskedOfTrial {
  readonly lease: AskedRows;
  readonly heartbeat: AskedRows;
  readonly report: AskedRows;
  /** After answers, for each report. */
  readonly after: AskedRows;
  /** CPU of the platform's processes, SQLite among them: more than a Worker is billed for. */
  readonly cpuMilliseconds: number;
  /** What the database grows by. */
  readonly databaseBytes: number;
}

/** How much runners do. */
export interface Fleet {
  readonly runners: number;
  readonly trialSeconds: number;
  readonly heartbeatSeconds: number;
  /** Of a real record's body, in the store. */
  readonly recordBytes: number;
}

/** One line of the bill: how much, how much of it is included, and dollars for the rest. */
export interface BillLine {
  readonly what: string;
  readonly amount: number;
  readonly included: number;
  readonly dollars: number;
}

const secondsPerMonth = 30 * 24 * 3600;

/** Cloudflare's prices of the Workers Paid plan, in dollars (developers.cloudflare.com: workers, d1 and r2, platform/pricing; read in November 2026). */
const prices = {
  base: 5,
  requests: { included: 10e6, perMillion: 0.3 },
  cpuMilliseconds: { included: 30e6, perMillion: 0.02 },
  rowsRead: { included: 25e9, perMillion: 0.001 },
  rowsWritten: { included: 50e6, perMillion: 1 },
  databaseGigabytes: { included: 5, each: 0.75 },
  storeWrites: { included: 1e6, perMillion: 4.5 },
  storeReads: { included: 10e6, perMillion: 0.36 },
  storeGigabytes: { included: 10, each: 0.015 },
} as const;

/** The row of a runner with its three indexes, once a minute while it beats or asks (`noteSeen`): cycles of a benchmark are too quick to show it. */
const seenRowsPerMinute = 4;

/** D1 holds no more than this in one database. */
const mostDatabaseBytes = 10e9;

/** What runners that are never idle cost in a month, with what that month leaves in database and store. */
export function monthlyCost(asked: AskedOfTrial, fleet: Fleet) {
  const trials = (fleet.runners * secondsPerMonth) / fleet.trialSeconds;
  const beats = fleet.trialSeconds / fleet.heartbeatSeconds;
  const ofTrial = (column: keyof AskedRows): number =>
    asked.lease[column] + beats * asked.heartbeat[column] + asked.report[column] + asked.after[column];
  const line = (
    what: string,
    amount: number,
    {
      included,
      ...price
    }: { readonly included: number; readonly perMillion?: number; readonly each?: number },
  ): BillLine => {
    const each = price.each ?? (price.perMillion ?? 0) / 1e6;
    return { what, amount, included, dollars: Math.max(0, amount - included) * each };
  };
  const lines: BillLine[] = [
    { what: "the plan", amount: 1, included: 0, dollars: prices.base },
    line("requests", trials * (2 + beats), prices.requests),
    line("CPU, ms", trials * asked.cpuMilliseconds, prices.cpuMilliseconds),
    line("rows read", trials * ofTrial("rowsRead"), prices.rowsRead),
    line(
      "rows written",
      trials * ofTrial("rowsWritten") + (fleet.runners * secondsPerMonth * seenRowsPerMinute) / 60,
      prices.rowsWritten,
    ),
    line("R2 writes", trials * ofTrial("storeWrites"), prices.storeWrites),
    line("R2 reads", trials * ofTrial("storeReads"), prices.storeReads),
    line("D1, GB at its end", (trials * asked.databaseBytes) / 1e9, prices.databaseGigabytes),
    line("R2, GB at its end", (trials * fleet.recordBytes) / 1e9, prices.storeGigabytes),
  ];
  return {
    trials,
    lines,
    dollars: lines.reduce((sum, { dollars }) => sum + dollars, 0),
    daysToFullDatabase: (30 * mostDatabaseBytes) / (trials * asked.databaseBytes),
  };
}
