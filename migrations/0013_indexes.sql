CREATE INDEX `claims_of_owner` ON `records` (`owner`) WHERE verified_at IS NULL;--> statement-breakpoint
CREATE INDEX `audit_leases` ON `audits` (`lease_expires_at`) WHERE status = 'leased';--> statement-breakpoint
CREATE INDEX `withdrawn_by_void` ON `withdrawn_records` (`void`);--> statement-breakpoint
CREATE INDEX `withdrawn_by_time` ON `withdrawn_records` (`withdrawn_at`);