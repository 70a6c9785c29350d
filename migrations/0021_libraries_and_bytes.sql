ALTER TABLE `records` ADD `bytes_sent` real;--> statement-breakpoint
ALTER TABLE `versions` ADD `library` text;--> statement-breakpoint
ALTER TABLE `withdrawn_records` ADD `bytes_sent` real;--> statement-breakpoint
ALTER TABLE `entry_results` ADD `bytes_sent` real;