CREATE TABLE `turns` (
	`user` text NOT NULL,
	`hardware_class` text NOT NULL,
	`turn` integer NOT NULL,
	PRIMARY KEY(`hardware_class`, `user`)
);
--> statement-breakpoint
CREATE INDEX `turns_in_order` ON `turns` (`hardware_class`,`turn`);