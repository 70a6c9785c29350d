CREATE TABLE `follow_ups` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`entries` text NOT NULL,
	`after` text DEFAULT '' NOT NULL,
	`taken_until` integer NOT NULL,
	CONSTRAINT "follow_up_kind" CHECK("follow_ups"."kind" IN ('complete', 'changed'))
);
--> statement-breakpoint
ALTER TABLE `entries` ADD `drawn_for` text;