DROP INDEX `records_of_board`;--> statement-breakpoint
CREATE INDEX `verified_of_board` ON `records` (`board`) WHERE verified_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `records_of_board` ON `records` (`board`,`created_at`,`trial`);--> statement-breakpoint
ALTER TABLE `record_packs` ADD `day` text DEFAULT '' NOT NULL;