DROP INDEX `records_by_time`;--> statement-breakpoint
DROP INDEX `records_of_runner`;--> statement-breakpoint
DROP INDEX `events_of_entry`;--> statement-breakpoint
DROP INDEX `events_of_kind`;--> statement-breakpoint
CREATE INDEX `events_of_entry` ON `events` (`entry`) WHERE trial IS NULL;--> statement-breakpoint
CREATE INDEX `events_of_kind` ON `events` (`kind`) WHERE kind NOT IN ('trial-leased', 'trial-finished');