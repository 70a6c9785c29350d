/** Must find nothing, whatever happened at one time. */
export const wrong: Readonly<Record<string, string>> = {
  "trials whose record is missing": `SELECT id FROM trials WHERE status = 'finished' AND NOT EXISTS (SELECT 1 FROM records WHERE records.trial = trials.id AND records.sha256 = trials.record)`,
  "records of trials that are not finished": `SELECT trial FROM records WHERE NOT EXISTS (SELECT 1 FROM trials WHERE trials.id = records.trial AND trials.record = records.sha256)`,
  "entries that are finished with open trials, or open without": `SELECT id FROM entries WHERE cancelled_at IS NULL AND (finished_at IS NULL) <> EXISTS (SELECT 1 FROM trials WHERE trials.entry = entries.id AND trials.status IN ('queued', 'leased'))`,
  "open trials of cancelled entries": `SELECT trials.id FROM trials JOIN entries ON entries.id = trials.entry WHERE cancelled_at IS NOT NULL AND status IN ('queued', 'leased')`,
  "finishing events that are not one for each record that counted": `SELECT id, said, counted FROM (SELECT id, (SELECT count(*) FROM events WHERE kind = 'trial-finished' AND events.trial = trials.id) AS said, (SELECT count(*) FROM records WHERE records.trial = trials.id) + (SELECT count(DISTINCT attempt) FROM withdrawn_records AS gone WHERE gone.trial = trials.id AND NOT EXISTS (SELECT 1 FROM records WHERE records.trial = gone.trial AND records.attempt = gone.attempt)) AS counted FROM trials) WHERE said <> counted`,
  "audits whose events are not one each": `SELECT trial, said, ended FROM (SELECT trial, count(*) AS ended, (SELECT count(*) FROM events WHERE kind = 'audit-finished' AND events.trial = audits.trial) AS said FROM audits WHERE audit_record IS NOT NULL GROUP BY trial) WHERE said <> ended`,
  "attempts that counted twice": `SELECT trial, attempt FROM (SELECT trial, attempt, sha256 FROM records UNION SELECT trial, attempt, sha256 FROM withdrawn_records) GROUP BY trial, attempt HAVING count(*) > 1`,
  "verified records without an audit that agrees": `SELECT trial FROM records WHERE verified_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM audits WHERE audits.trial = records.trial AND audits.record = records.sha256 AND outcome = 'match')`,
  "open audits of a record that no longer counts": `SELECT id, trial FROM audits WHERE status IN ('queued', 'leased') AND NOT EXISTS (SELECT 1 FROM records WHERE records.trial = audits.trial AND records.sha256 = audits.record)`,
  "open audits that stand in the wrong line": `SELECT audits.id, audits.set_aside_at FROM audits JOIN trials ON trials.id = audits.trial JOIN entries ON entries.id = trials.entry WHERE audits.status IN ('queued', 'leased') AND (set_aside_at IS NULL) <> (cancelled_at IS NULL AND voided_at IS NULL)`,
  "leases of who is banned or void": `SELECT held.id, held.runner, held.table_name FROM (SELECT id, runner, 'trials' AS table_name FROM trials WHERE status = 'leased' UNION ALL SELECT id, runner, 'audits' FROM audits WHERE status = 'leased') AS held JOIN runners ON runners.id = held.runner JOIN users ON users.name = runners.owner WHERE runners.banned_at IS NOT NULL OR users.banned_at IS NOT NULL OR EXISTS (SELECT 1 FROM voids WHERE lifted_at IS NULL AND (kind = 'runner' AND subject = runners.id OR kind = 'user' AND subject = runners.owner))`,
  "leases of an entry that is void": `SELECT trials.id FROM trials JOIN entries ON entries.id = trials.entry WHERE status = 'leased' AND voided_at IS NOT NULL`,
  "records that count of a runner that is void, and that nobody confirmed": `SELECT records.trial, records.runner FROM records WHERE verified_at IS NULL AND EXISTS (SELECT 1 FROM voids WHERE lifted_at IS NULL AND kind = 'runner' AND subject = records.runner)`,
  "entries of another than their submission's owner": `SELECT entries.id FROM entries JOIN versions ON versions.version = entries.version JOIN submissions ON submissions.name = versions.submission WHERE submissions.owner <> entries.owner`,
};

/** What is kept and can be computed anew. When an entry ended is a time of its own. */
export const keptTables: Readonly<Record<string, string>> = {
  entry_results: "SELECT * FROM entry_results ORDER BY entry, workload",
  entries: "SELECT id, started, ended, finished_at FROM entries ORDER BY id",
  boards: "SELECT id, entries FROM boards ORDER BY id",
  turns: "SELECT user, hardware_class FROM turns ORDER BY user, hardware_class",
};
