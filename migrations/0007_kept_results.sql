CREATE TABLE `board_views` (
	`board` text NOT NULL,
	`measure` text NOT NULL,
	`revision` integer,
	`format` integer,
	`made_at` integer DEFAULT 0 NOT NULL,
	`making_until` integer DEFAULT 0 NOT NULL,
	`cells` integer DEFAULT 0 NOT NULL,
	`object` text,
	`offsets` text,
	`leader` text,
	PRIMARY KEY(`board`, `measure`)
);
--> statement-breakpoint
CREATE TABLE `boards` (
	`id` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	`entries` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `entry_results` (
	`entry` text NOT NULL,
	`workload` text NOT NULL,
	`board` text NOT NULL,
	`planned` integer NOT NULL,
	`finished` integer NOT NULL,
	`failed` integer NOT NULL,
	`times` text NOT NULL,
	`slowest_seconds` real,
	`lasting` integer DEFAULT false NOT NULL,
	PRIMARY KEY(`entry`, `workload`),
	FOREIGN KEY (`entry`) REFERENCES `entries`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `fastest_results` ON `entry_results` (`board`,`workload`,`slowest_seconds`) WHERE lasting = 1 AND slowest_seconds IS NOT NULL;--> statement-breakpoint
CREATE TABLE `record_packs` (
	`board` text NOT NULL,
	`number` integer NOT NULL,
	`records` integer NOT NULL,
	`bytes` integer NOT NULL,
	`object` text NOT NULL,
	PRIMARY KEY(`board`, `number`)
);
--> statement-breakpoint
DROP INDEX `entries_of_board`;--> statement-breakpoint
DROP INDEX `open_entries`;--> statement-breakpoint
ALTER TABLE `entries` ADD `owner` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `entries` ADD `started` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `entries_by_time` ON `entries` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `entries_of_board_version` ON `entries` (`suite`,`ruleset`,`hardware_class`,`suite_version`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `open_entries_of_board` ON `entries` (`suite`,`ruleset`,`hardware_class`,`created_at`,`id`) WHERE finished_at IS NULL AND cancelled_at IS NULL;--> statement-breakpoint
CREATE INDEX `entries_of_owner` ON `entries` (`owner`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `entries_of_board` ON `entries` (`suite`,`ruleset`,`hardware_class`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `open_entries` ON `entries` (`hardware_class`,`owner`,`started`,`created_at`,`id`) WHERE trust = 'verified' AND finished_at IS NULL AND cancelled_at IS NULL;--> statement-breakpoint
ALTER TABLE `records` ADD `board` text;--> statement-breakpoint
ALTER TABLE `records` ADD `pack` integer;--> statement-breakpoint
CREATE INDEX `records_of_board` ON `records` (`board`,`pack`,`created_at`);--> statement-breakpoint
CREATE INDEX `runners_by_time` ON `runners` (`last_seen_at`,`id`);--> statement-breakpoint
CREATE INDEX `runners_of_owner` ON `runners` (`owner`,`last_seen_at`,`id`);--> statement-breakpoint
CREATE INDEX `submissions_of_owner` ON `submissions` (`owner`,`name`);--> statement-breakpoint
CREATE INDEX `leases_of_runner` ON `trials` (`runner`) WHERE status = 'leased';--> statement-breakpoint
CREATE INDEX `leases_of_entry` ON `trials` (`entry`) WHERE status = 'leased';--> statement-breakpoint
CREATE INDEX `crashed_trials` ON `trials` (`crashes`) WHERE status = 'queued' AND crashes > 0;
--> statement-breakpoint
INSERT INTO entry_results (entry, workload, board, planned, finished, failed, times, slowest_seconds, lasting)
SELECT study.entry, study.workload, entries.suite || '.' || entries.ruleset || '.' || entries.hardware_class || '@' || entries.suite_version,
  sum(study.planned), sum(study.finished), sum(study.failed),
  json_object('reference', json_group_array(study.reference), 'wall', json_group_array(study.wall), 'cpu', json_group_array(study.cpu),
    'steps', json_group_array(study.steps), 'gradients', json_group_array(study.gradients)),
  CASE WHEN count(study.official) = count(*) THEN max(study.official) END,
  entries.trust = 'verified' AND entries.finished_at IS NOT NULL AND NOT entries.is_private
FROM (
  SELECT trials.entry, trials.workload, trials.study, count(*) AS planned,
    sum(trials.status IN ('finished', 'quarantined')) AS finished,
    sum(trials.status = 'quarantined' OR coalesce(records.outcome IN ('failed', 'diverged'), 0)) AS failed,
    min(records.target_seconds) AS official,
    min(records.target_charged ->> '$.reference') AS reference, min(records.target_charged ->> '$.wall') AS wall,
    min(records.target_charged ->> '$.cpu') AS cpu, min(records.target_charged ->> '$.steps') AS steps,
    min(records.target_charged ->> '$.gradients') AS gradients
  FROM trials LEFT JOIN records ON records.trial = trials.id
  GROUP BY trials.entry, trials.workload, trials.study
) AS study
JOIN entries ON entries.id = study.entry
GROUP BY study.entry, study.workload;
--> statement-breakpoint
INSERT INTO boards (id, revision, entries)
SELECT suite || '.' || ruleset || '.' || hardware_class || '@' || suite_version, 1, sum(cancelled_at IS NULL AND NOT is_private) FROM entries GROUP BY 1;
--> statement-breakpoint
UPDATE entries SET owner = (
    SELECT owner FROM submissions JOIN versions ON versions.submission = submissions.name WHERE versions.version = entries.version),
  started = (
  SELECT count(*) FROM trials WHERE trials.entry = entries.id AND trials.status IN ('leased', 'finished', 'quarantined'));
--> statement-breakpoint
UPDATE records SET board = (
  SELECT suite || '.' || ruleset || '.' || hardware_class || '@' || suite_version
  FROM entries JOIN trials ON trials.entry = entries.id WHERE trials.id = records.trial);
--> statement-breakpoint
DELETE FROM turns WHERE NOT EXISTS (
  SELECT 1 FROM entries WHERE entries.owner = turns.user AND entries.hardware_class = turns.hardware_class
    AND trust = 'verified' AND finished_at IS NULL AND cancelled_at IS NULL);
--> statement-breakpoint
INSERT OR IGNORE INTO turns (user, hardware_class, turn)
SELECT DISTINCT owner, hardware_class, 0 FROM entries WHERE trust = 'verified' AND finished_at IS NULL AND cancelled_at IS NULL;
