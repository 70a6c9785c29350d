ALTER TABLE `records` ADD `gradients` integer;--> statement-breakpoint
ALTER TABLE `withdrawn_records` ADD `gradients` integer;--> statement-breakpoint
ALTER TABLE `entry_results` ADD `gradients` integer;