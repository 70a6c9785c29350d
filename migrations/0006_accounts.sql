CREATE TABLE `accounts` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`provider_id` text NOT NULL,
	`person` text NOT NULL,
	`access_token` text,
	`refresh_token` text,
	`id_token` text,
	`access_token_expires_at` integer,
	`refresh_token_expires_at` integer,
	`scope` text,
	`password` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `accounts_of_person` ON `accounts` (`person`);--> statement-breakpoint
CREATE INDEX `accounts_elsewhere` ON `accounts` (`provider_id`,`account_id`);--> statement-breakpoint
CREATE TABLE `devices` (
	`device_code_sha256` text PRIMARY KEY NOT NULL,
	`user_code` text NOT NULL,
	`name` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`polled_at` integer,
	`approved_by` text,
	`denied_at` integer,
	FOREIGN KEY (`approved_by`) REFERENCES `users`(`name`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `devices_user_code_unique` ON `devices` (`user_code`);--> statement-breakpoint
CREATE INDEX `device_ends` ON `devices` (`expires_at`);--> statement-breakpoint
CREATE TABLE `people` (
	`id` text PRIMARY KEY NOT NULL,
	`handle` text,
	`suggested_handle` text,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_verified` integer NOT NULL,
	`image` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`handle`) REFERENCES `users`(`name`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `people_handle_unique` ON `people` (`handle`);--> statement-breakpoint
CREATE UNIQUE INDEX `people_email_unique` ON `people` (`email`);--> statement-breakpoint
CREATE TABLE `retired_handles` (
	`handle_sha256` text PRIMARY KEY NOT NULL
);
--> statement-breakpoint
CREATE TABLE `sessions` (
	`id` text PRIMARY KEY NOT NULL,
	`person` text NOT NULL,
	`token` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`ip_address` text,
	`user_agent` text,
	FOREIGN KEY (`person`) REFERENCES `people`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_token_unique` ON `sessions` (`token`);--> statement-breakpoint
CREATE INDEX `sessions_of_person` ON `sessions` (`person`);--> statement-breakpoint
CREATE TABLE `verifications` (
	`id` text PRIMARY KEY NOT NULL,
	`identifier` text NOT NULL,
	`value` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `verification_identifiers` ON `verifications` (`identifier`);--> statement-breakpoint
CREATE INDEX `verification_ends` ON `verifications` (`expires_at`);--> statement-breakpoint
CREATE TABLE `__new_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`user` text NOT NULL,
	`name` text NOT NULL,
	`scopes` text NOT NULL,
	`secret_sha256` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`last_used_at` integer,
	FOREIGN KEY (`user`) REFERENCES `users`(`name`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "token_scopes" CHECK(json_array_length("__new_tokens"."scopes") > 0),
	CONSTRAINT "token_secret_is_a_hash" CHECK(length("__new_tokens"."secret_sha256") = 64),
	CONSTRAINT "token_expires_after_creation" CHECK("__new_tokens"."expires_at" > "__new_tokens"."created_at")
);
--> statement-breakpoint
INSERT INTO `__new_tokens`("id", "user", "name", "scopes", "secret_sha256", "created_at", "expires_at", "last_used_at") SELECT "id", "user", 'made by an admin', json_array("role"), "secret_sha256", "created_at", "expires_at", "last_used_at" FROM `tokens`;--> statement-breakpoint
DROP TABLE `tokens`;--> statement-breakpoint
ALTER TABLE `__new_tokens` RENAME TO `tokens`;--> statement-breakpoint
CREATE UNIQUE INDEX `tokens_secret_sha256_unique` ON `tokens` (`secret_sha256`);--> statement-breakpoint
CREATE INDEX `tokens_of_user` ON `tokens` (`user`);--> statement-breakpoint
ALTER TABLE `entries` ADD `is_private` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `entries` ADD `withdrawn_at` integer;--> statement-breakpoint
ALTER TABLE `entries` ADD `rerun_at` integer;--> statement-breakpoint
CREATE INDEX `entries_of_version` ON `entries` (`version`);--> statement-breakpoint
ALTER TABLE `users` ADD `is_admin` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `versions` ADD `is_private` integer DEFAULT false NOT NULL;