CREATE TABLE `lab_results` (
	`id` text PRIMARY KEY NOT NULL,
	`owner` text NOT NULL,
	`is_private` integer NOT NULL,
	`instrument` text NOT NULL,
	`title` text NOT NULL,
	`workload` text NOT NULL,
	`subjects` text NOT NULL,
	`bytes` integer NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`owner`) REFERENCES `users`(`name`) ON UPDATE no action ON DELETE no action,
	CONSTRAINT "lab_result_has_bytes" CHECK("lab_results"."bytes" > 0)
);
--> statement-breakpoint
CREATE INDEX `lab_results_by_time` ON `lab_results` (`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `lab_results_of_workload` ON `lab_results` (`workload`,`created_at`,`id`);--> statement-breakpoint
CREATE INDEX `lab_results_of_owner` ON `lab_results` (`owner`,`created_at`,`id`);--> statement-breakpoint
CREATE TABLE `lab_subjects` (
	`version` text NOT NULL,
	`result` text NOT NULL,
	PRIMARY KEY(`version`, `result`),
	FOREIGN KEY (`result`) REFERENCES `lab_results`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `lab_subjects_of_result` ON `lab_subjects` (`result`);