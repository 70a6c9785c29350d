ALTER TABLE `records` ADD `critical_seconds` real;--> statement-breakpoint
ALTER TABLE `records` ADD `epsilon` real;--> statement-breakpoint
ALTER TABLE `records` ADD `delta` real;--> statement-breakpoint
ALTER TABLE `withdrawn_records` ADD `critical_seconds` real;--> statement-breakpoint
ALTER TABLE `withdrawn_records` ADD `epsilon` real;--> statement-breakpoint
ALTER TABLE `withdrawn_records` ADD `delta` real;--> statement-breakpoint
ALTER TABLE `entry_results` ADD `critical_seconds` real;--> statement-breakpoint
ALTER TABLE `entry_results` ADD `epsilon` real;--> statement-breakpoint
ALTER TABLE `entry_results` ADD `delta` real;