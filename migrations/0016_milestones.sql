ALTER TABLE `records` ADD `milestones` text;--> statement-breakpoint
ALTER TABLE `withdrawn_records` ADD `milestones` text;