ALTER TABLE `records` DROP COLUMN `target_cpu_seconds`;--> statement-breakpoint
ALTER TABLE `records` DROP COLUMN `charged_cpu_seconds`;