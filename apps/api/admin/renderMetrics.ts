import { type SQL, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { upMilliseconds } from "../queue/leaseRules.ts";
import { queueDepth } from "../queue/queueDepth.ts";

const minute = 60_000;
/** What is counted of the event log. */
export const countedMilliseconds = 60 * minute;

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Prometheus's text format (version 0.0.4). */
export async function renderMetrics(database: Database, now: number): Promise<string> {
  const since = now - countedMilliseconds;
  const counts = (query: SQL) => database.all<Record<string, string | number>>(query);
  const [queue, runners, events, reports, open, mismatched, lost] = await Promise.all([
    queueDepth(database, now),
    counts(
      sql`SELECT hardware_class, count(*) AS value FROM runners WHERE last_seen_at > ${now - upMilliseconds} GROUP BY hardware_class`,
    ),
    // Ids grow with time: the log is read from its end, as far as it is counted.
    counts(sql`SELECT kind, count(*) AS value FROM events WHERE id > ${lastBefore(since)} GROUP BY kind`),
    counts(sql`SELECT detail AS outcome, count(*) AS value FROM events
      WHERE kind = 'trial-finished' AND id > ${lastBefore(since)} GROUP BY detail`),
    counts(
      sql`SELECT status, count(*) AS value FROM audits WHERE status IN ('queued', 'leased') AND set_aside_at IS NULL GROUP BY status`,
    ),
    counts(sql`SELECT count(*) AS value FROM audits WHERE outcome = 'mismatch'`),
    counts(sql`SELECT count(*) AS value FROM trials WHERE status = 'leased' AND lease_expires_at <= ${now}`),
  ]);
  const ofQueue = (value: (row: (typeof queue)[number]) => number | null, labels = {}) =>
    queue.flatMap((row) => {
      const number = value(row);
      return number === null ? [] : [{ labels: { class: row.hardwareClass, ...labels }, value: number }];
    });
  const family = (name: string, help: string, samples: readonly Sample[]) => [
    `# HELP steepest_${name} ${help}`,
    `# TYPE steepest_${name} gauge`,
    ...samples.map(({ labels, value }) => `steepest_${name}${renderLabels(labels)} ${value}`),
  ];
  return [
    ...family("trials", "Trials of open entries, and quarantined ones, by status and hardware class.", [
      ...ofQueue(({ queued }) => queued, { status: "queued" }),
      ...ofQueue(({ leased }) => leased, { status: "leased" }),
      ...ofQueue(({ quarantined }) => quarantined, { status: "quarantined" }),
    ]),
    ...family(
      "oldest_queued_seconds",
      "Age of the oldest entry with a queued trial.",
      ofQueue(({ oldestSeconds }) => oldestSeconds),
    ),
    ...family(
      "leases_expired",
      "Leases that have run out and that nobody has taken over.",
      lost.map((row) => sampleOf(row)),
    ),
    ...family(
      "runners_up",
      "Runners seen in the last 5 minutes.",
      runners.map((row) => sampleOf(row, { hardware_class: "class" })),
    ),
    ...family(
      "events_last_hour",
      "What happened in the last hour, by kind (docs/operations.md).",
      events.map((row) => sampleOf(row)),
    ),
    ...family(
      "reports_last_hour",
      "Records that counted in the last hour, by outcome.",
      reports.map((row) => sampleOf(row)),
    ),
    ...family(
      "audits_open",
      "Audits that wait or run.",
      open.map((row) => sampleOf(row)),
    ),
    ...family(
      "audits_mismatched",
      "Audits that gave other numbers than the record.",
      mismatched.map((row) => sampleOf(row)),
    ),
    "",
  ].join("\n");
}

/** The id of the last event before a time, found from the newest backwards. */
const lastBefore = (time: number): SQL =>
  sql`coalesce((SELECT id FROM events WHERE at <= ${time} ORDER BY id DESC LIMIT 1), 0)`;

/** A row's columns but `value` are its labels, by other names where they have one. */
function sampleOf(
  row: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>> = {},
): Sample {
  const { value, ...labels } = row;
  return {
    labels: Object.fromEntries(
      Object.entries(labels).map(([name, label]) => [names[name] ?? name, String(label)]),
    ),
    value: Number(value),
  };
}

function renderLabels(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const escaped = (value: string): string =>
  value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
