CREATE TABLE `entries` (
	`id` text PRIMARY KEY NOT NULL,
	`version` text NOT NULL,
	`suite` text NOT NULL,
	`suite_version` integer NOT NULL,
	`ruleset` text NOT NULL,
	`hardware_class` text NOT NULL,
	`trust` text NOT NULL,
	`seed` integer NOT NULL,
	`created_at` integer NOT NULL,
	`finished_at` integer,
	`cancelled_at` integer,
	FOREIGN KEY (`version`) REFERENCES `versions`(`version`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "entry_ruleset" CHECK("entries"."ruleset" IN ('external', 'self')),
	CONSTRAINT "entry_trust" CHECK("entries"."trust" IN ('verified', 'self-reported')),
	CONSTRAINT "entry_ends_one_way" CHECK("entries"."finished_at" IS NULL OR "entries"."cancelled_at" IS NULL)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `entry_once_per_board` ON `entries` (`version`,`suite`,`suite_version`,`ruleset`,`hardware_class`,`trust`) WHERE cancelled_at IS NULL;--> statement-breakpoint
CREATE INDEX `entries_of_board` ON `entries` (`suite`,`ruleset`,`hardware_class`);--> statement-breakpoint
CREATE INDEX `open_entries` ON `entries` (`hardware_class`,`created_at`) WHERE trust = 'verified' AND finished_at IS NULL AND cancelled_at IS NULL;--> statement-breakpoint
CREATE TABLE `events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`user` text,
	`entry` text,
	`trial` text,
	`runner` text,
	`detail` text
);
--> statement-breakpoint
CREATE INDEX `events_of_entry` ON `events` (`entry`);--> statement-breakpoint
CREATE TABLE `records` (
	`trial` text PRIMARY KEY NOT NULL,
	`sha256` text NOT NULL,
	`bytes` integer NOT NULL,
	`attempt` integer NOT NULL,
	`runner` text,
	`outcome` text NOT NULL,
	`target_step` integer,
	`target_seconds` real,
	`target_cpu_seconds` real,
	`steps` integer NOT NULL,
	`charged_seconds` real NOT NULL,
	`charged_cpu_seconds` real,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`trial`) REFERENCES `trials`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`runner`) REFERENCES `runners`(`id`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "record_is_a_hash" CHECK(length("records"."sha256") = 64),
	CONSTRAINT "target_in_every_measure" CHECK(("records"."target_step" IS NULL) = ("records"."target_seconds" IS NULL)),
	CONSTRAINT "reached_means_a_time" CHECK("records"."outcome" <> 'reached' OR "records"."target_seconds" IS NOT NULL),
	CONSTRAINT "record_outcome" CHECK("records"."outcome" IN ('reached', 'exhausted', 'capped', 'diverged', 'failed', 'cancelled'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `record_of_trial` ON `records` (`trial`,`sha256`);--> statement-breakpoint
CREATE TABLE `runners` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`owner` text NOT NULL,
	`hardware_class` text NOT NULL,
	`environment` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	FOREIGN KEY (`owner`) REFERENCES `users`(`name`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `runners_name_unique` ON `runners` (`name`);--> statement-breakpoint
CREATE TABLE `submissions` (
	`name` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`owner`) REFERENCES `users`(`name`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`user` text NOT NULL,
	`role` text NOT NULL,
	`secret_sha256` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`last_used_at` integer,
	FOREIGN KEY (`user`) REFERENCES `users`(`name`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "token_role" CHECK("tokens"."role" IN ('submitter', 'runner', 'admin')),
	CONSTRAINT "token_secret_is_a_hash" CHECK(length("tokens"."secret_sha256") = 64),
	CONSTRAINT "token_expires_after_creation" CHECK("tokens"."expires_at" > "tokens"."created_at")
);
--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_secret_sha256_unique` ON `tokens` (`secret_sha256`);--> statement-breakpoint
CREATE TABLE `trials` (
	`id` text PRIMARY KEY NOT NULL,
	`entry` text NOT NULL,
	`workload` text NOT NULL,
	`study` integer NOT NULL,
	`trial` integer NOT NULL,
	`position` integer NOT NULL,
	`seed` integer NOT NULL,
	`hyperparameters` text NOT NULL,
	`status` text NOT NULL,
	`attempt` integer DEFAULT 0 NOT NULL,
	`crashes` integer DEFAULT 0 NOT NULL,
	`runner` text,
	`lease_expires_at` integer,
	`progress` text,
	`reason` text,
	`record` text,
	FOREIGN KEY (`entry`) REFERENCES `entries`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`runner`) REFERENCES `runners`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`id`,`record`) REFERENCES `records`(`trial`,`sha256`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "trial_status" CHECK("trials"."status" IN ('queued', 'leased', 'finished', 'cancelled', 'quarantined')),
	CONSTRAINT "leased_by_a_runner" CHECK(("trials"."status" = 'leased') = ("trials"."runner" IS NOT NULL)),
	CONSTRAINT "leased_until" CHECK(("trials"."status" = 'leased') = ("trials"."lease_expires_at" IS NOT NULL)),
	CONSTRAINT "finished_with_a_record" CHECK(("trials"."status" = 'finished') = ("trials"."record" IS NOT NULL)),
	CONSTRAINT "quarantined_for_a_reason" CHECK("trials"."status" <> 'quarantined' OR "trials"."reason" IS NOT NULL),
	CONSTRAINT "crashes_within_attempts" CHECK("trials"."crashes" BETWEEN 0 AND "trials"."attempt"),
	CONSTRAINT "trial_counts_from_0" CHECK("trials"."study" >= 0 AND "trials"."trial" >= 0 AND "trials"."seed" >= 0)
);
--> statement-breakpoint
CREATE INDEX `open_trials` ON `trials` (`entry`,`position`) WHERE status IN ('queued', 'leased');--> statement-breakpoint
CREATE INDEX `leases` ON `trials` (`lease_expires_at`) WHERE status = 'leased';--> statement-breakpoint
CREATE UNIQUE INDEX `trial_once` ON `trials` (`entry`,`workload`,`study`,`trial`);--> statement-breakpoint
CREATE TABLE `users` (
	`name` text PRIMARY KEY NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `versions` (
	`version` text PRIMARY KEY NOT NULL,
	`submission` text NOT NULL,
	`number` integer NOT NULL,
	`ruleset` text NOT NULL,
	`manifest` text NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`submission`) REFERENCES `submissions`(`name`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "version_is_a_hash" CHECK(length("versions"."version") = 64),
	CONSTRAINT "version_number_counts_from_1" CHECK("versions"."number" >= 1),
	CONSTRAINT "version_ruleset" CHECK("versions"."ruleset" IN ('external', 'self'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `version_number` ON `versions` (`submission`,`number`);