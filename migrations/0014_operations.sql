ALTER TABLE `entries` ADD `hidden_at` integer;--> statement-breakpoint
ALTER TABLE `runners` ADD `draining_at` integer;--> statement-breakpoint
ALTER TABLE `runners` ADD `banned_at` integer;--> statement-breakpoint
ALTER TABLE `runners` ADD `ban_reason` text;--> statement-breakpoint
ALTER TABLE `events` ADD `attempt` integer;--> statement-breakpoint
CREATE INDEX `events_of_kind` ON `events` (`kind`);--> statement-breakpoint
CREATE INDEX `events_of_user` ON `events` (`user`) WHERE user IS NOT NULL;--> statement-breakpoint
CREATE INDEX `events_of_runner` ON `events` (`runner`) WHERE runner IS NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX `event_of_lease` ON `events` (`trial`,`kind`,`attempt`);--> statement-breakpoint
ALTER TABLE `users` ADD `banned_at` integer;--> statement-breakpoint
ALTER TABLE `users` ADD `ban_reason` text;--> statement-breakpoint
CREATE INDEX `records_by_hash` ON `records` (`sha256`);--> statement-breakpoint
CREATE INDEX `quarantined_trials` ON `trials` (`entry`) WHERE status = 'quarantined';--> statement-breakpoint
CREATE INDEX `audits_by_outcome` ON `audits` (`outcome`,`ended_at`) WHERE outcome IS NOT NULL;--> statement-breakpoint
CREATE INDEX `audits_by_hash` ON `audits` (`audit_record`) WHERE audit_record IS NOT NULL;--> statement-breakpoint
CREATE INDEX `withdrawn_by_hash` ON `withdrawn_records` (`sha256`);