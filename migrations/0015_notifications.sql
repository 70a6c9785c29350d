CREATE TABLE `notification_settings` (
	`user` text PRIMARY KEY NOT NULL,
	`kinds` text NOT NULL,
	`by_mail` integer DEFAULT false NOT NULL,
	`webhook_url` text,
	`webhook_secret` text,
	FOREIGN KEY (`user`) REFERENCES `users`(`name`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "webhook_is_signed" CHECK(("notification_settings"."webhook_url" IS NULL) = ("notification_settings"."webhook_secret" IS NULL))
);
--> statement-breakpoint
CREATE TABLE `notifications` (
	`id` text PRIMARY KEY NOT NULL,
	`user` text NOT NULL,
	`by_way` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`entry` text,
	`trial` text,
	`detail` text NOT NULL,
	`at` integer NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer,
	`delivered_at` integer,
	`error` text,
	FOREIGN KEY (`user`) REFERENCES `users`(`name`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "notification_way" CHECK("notifications"."by_way" IN ('mail', 'webhook')),
	CONSTRAINT "notification_ends_once" CHECK("notifications"."due_at" IS NULL OR "notifications"."delivered_at" IS NULL)
);
--> statement-breakpoint
CREATE INDEX `due_notifications` ON `notifications` (`due_at`) WHERE due_at IS NOT NULL;--> statement-breakpoint
CREATE INDEX `notifications_of_user` ON `notifications` (`user`,`at`);--> statement-breakpoint
CREATE INDEX `notifications_by_time` ON `notifications` (`at`);--> statement-breakpoint
CREATE UNIQUE INDEX `notification_once` ON `notifications` (`user`,`by_way`,`kind`,`subject`,`at`);