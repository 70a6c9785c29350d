DROP INDEX `open_audits`;--> statement-breakpoint
ALTER TABLE `audits` ADD `set_aside_at` integer;--> statement-breakpoint
CREATE INDEX `waiting_audits` ON `audits` (`hardware_class`,`requested_at`,`id`) WHERE status = 'queued' AND set_aside_at IS NULL;--> statement-breakpoint
CREATE INDEX `waiting_audits_of` ON `audits` (`hardware_class`,`reporter`,`entrant`,`requested_at`,`id`) WHERE status = 'queued' AND set_aside_at IS NULL;--> statement-breakpoint
CREATE INDEX `returned_audits` ON `audits` (`requested_at`) WHERE status = 'queued' AND attempt IS NOT NULL;--> statement-breakpoint
CREATE INDEX `audit_leases_of_runner` ON `audits` (`runner`) WHERE status = 'leased';--> statement-breakpoint
CREATE INDEX `open_audits` ON `audits` (`requested_at`) WHERE status IN ('queued', 'leased');--> statement-breakpoint
ALTER TABLE `entries` ADD `ended` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `voided_entries` ON `entries` (`suite`,`ruleset`,`hardware_class`,`suite_version`) WHERE voided_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE `boards` ADD `bar` text;--> statement-breakpoint
ALTER TABLE `boards` ADD `gathers_until` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `entry_results` ADD `claimed` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `entry_results` ADD `verified` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `entry_results` ADD `charged_seconds` real DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `entry_results` ADD `steps` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
CREATE INDEX `capped_records` ON `records` (`board`,`trial`) WHERE outcome = 'capped';--> statement-breakpoint
UPDATE `entry_results` SET (`claimed`, `verified`, `charged_seconds`, `steps`) = (
	SELECT coalesce(sum(`records`.`verified_at` IS NULL), 0), count(`records`.`verified_at`),
		coalesce(sum(`records`.`charged_seconds`), 0), coalesce(sum(`records`.`steps`), 0)
	FROM `trials` JOIN `records` ON `records`.`trial` = `trials`.`id`
	WHERE `trials`.`entry` = `entry_results`.`entry` AND `trials`.`workload` = `entry_results`.`workload`);--> statement-breakpoint
UPDATE `audits` SET `set_aside_at` = `requested_at` WHERE `status` IN ('queued', 'leased') AND EXISTS (
	SELECT 1 FROM `trials` JOIN `entries` ON `entries`.`id` = `trials`.`entry`
	WHERE `trials`.`id` = `audits`.`trial` AND (`entries`.`cancelled_at` IS NOT NULL OR `entries`.`voided_at` IS NOT NULL));
--> statement-breakpoint
UPDATE `entries` SET `ended` = (SELECT coalesce(sum(`finished`), 0) FROM `entry_results` WHERE `entry_results`.`entry` = `entries`.`id`);
