CREATE TABLE `lost_leases` (
	`trial` text NOT NULL,
	`attempt` integer NOT NULL,
	`runner` text NOT NULL,
	`owner` text NOT NULL,
	`at` integer NOT NULL,
	`reason` text NOT NULL,
	PRIMARY KEY(`trial`, `attempt`),
	FOREIGN KEY (`trial`) REFERENCES `trials`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`runner`) REFERENCES `runners`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`owner`) REFERENCES `users`(`name`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `trials` ADD `leased_at` integer;--> statement-breakpoint
ALTER TABLE `trials` ADD `heard_at` integer;