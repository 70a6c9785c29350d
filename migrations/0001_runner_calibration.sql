ALTER TABLE `runners` ADD `calibration_seconds` real;--> statement-breakpoint
ALTER TABLE `runners` ADD `calibrated_at` integer;