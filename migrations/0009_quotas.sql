CREATE TABLE `usage` (
	`user` text PRIMARY KEY NOT NULL,
	`day` integer NOT NULL,
	`versions` integer NOT NULL,
	`bytes` integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE `users` ADD `quota` text;--> statement-breakpoint
CREATE INDEX `open_entries_of_owner` ON `entries` (`owner`) WHERE finished_at IS NULL AND cancelled_at IS NULL;