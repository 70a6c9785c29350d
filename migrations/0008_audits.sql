CREATE TABLE `audits` (
	`id` text PRIMARY KEY NOT NULL,
	`trial` text NOT NULL,
	`record` text NOT NULL,
	`reason` text NOT NULL,
	`hardware_class` text NOT NULL,
	`reporter` text,
	`entrant` text NOT NULL,
	`requested_by` text,
	`requested_at` integer NOT NULL,
	`status` text NOT NULL,
	`attempt` integer,
	`runner` text,
	`owner` text,
	`leased_at` integer,
	`heard_at` integer,
	`lease_expires_at` integer,
	`outcome` text,
	`differences` text,
	`audit_record` text,
	`ended_at` integer,
	FOREIGN KEY (`trial`) REFERENCES `trials`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`runner`) REFERENCES `runners`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner`) REFERENCES `users`(`name`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "audit_reason" CHECK("audits"."reason" IN ('rank', 'random', 'challenge', 'settle')),
	CONSTRAINT "audit_status" CHECK("audits"."status" IN ('queued', 'leased', 'finished', 'withdrawn')),
	CONSTRAINT "audit_ends_with_an_outcome" CHECK(("audits"."status" = 'finished') = ("audits"."outcome" IS NOT NULL))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `one_open_audit` ON `audits` (`trial`) WHERE status IN ('queued', 'leased');--> statement-breakpoint
CREATE INDEX `open_audits` ON `audits` (`hardware_class`,`requested_at`) WHERE status IN ('queued', 'leased');--> statement-breakpoint
CREATE INDEX `audits_of_runner` ON `audits` (`runner`);--> statement-breakpoint
CREATE INDEX `challenges` ON `audits` (`requested_by`,`requested_at`) WHERE requested_by IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `audit_lease` ON `audits` (`trial`,`attempt`);--> statement-breakpoint
CREATE TABLE `voids` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`reason` text NOT NULL,
	`by` text,
	`at` integer NOT NULL,
	`lifted_at` integer,
	`lifted_by` text,
	CONSTRAINT "void_kind" CHECK("voids"."kind" IN ('entry', 'record', 'runner', 'uploads', 'user'))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `void_once` ON `voids` (`kind`,`subject`) WHERE lifted_at IS NULL;--> statement-breakpoint
CREATE TABLE `withdrawn_records` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`trial` text NOT NULL,
	`sha256` text NOT NULL,
	`bytes` integer NOT NULL,
	`attempt` integer NOT NULL,
	`runner` text,
	`outcome` text NOT NULL,
	`target_step` integer,
	`target_seconds` real,
	`target_charged` text,
	`steps` integer NOT NULL,
	`charged_seconds` real NOT NULL,
	`created_at` integer NOT NULL,
	`owner` text,
	`verified_at` integer,
	`void` integer,
	`reason` text NOT NULL,
	`withdrawn_at` integer NOT NULL,
	FOREIGN KEY (`trial`) REFERENCES `trials`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`void`) REFERENCES `voids`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `withdrawn_of_trial` ON `withdrawn_records` (`trial`);--> statement-breakpoint
ALTER TABLE `entries` ADD `seed_commitment` text;--> statement-breakpoint
ALTER TABLE `entries` ADD `voided_at` integer;--> statement-breakpoint
ALTER TABLE `records` ADD `owner` text REFERENCES users(name);--> statement-breakpoint
ALTER TABLE `records` ADD `verified_at` integer;--> statement-breakpoint
CREATE INDEX `records_of_runner` ON `records` (`runner`) WHERE verified_at IS NULL;
--> statement-breakpoint
UPDATE `records` SET `owner` = coalesce(
	(SELECT `owner` FROM `runners` WHERE `runners`.`id` = `records`.`runner`),
	(SELECT `submissions`.`owner` FROM `trials`
		JOIN `entries` ON `entries`.`id` = `trials`.`entry`
		JOIN `versions` ON `versions`.`version` = `entries`.`version`
		JOIN `submissions` ON `submissions`.`name` = `versions`.`submission`
		WHERE `trials`.`id` = `records`.`trial`));
