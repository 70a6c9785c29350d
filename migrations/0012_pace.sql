CREATE INDEX `records_by_time` ON `records` (`created_at`);--> statement-breakpoint
CREATE INDEX `runners_of_class` ON `runners` (`hardware_class`,`last_seen_at`);