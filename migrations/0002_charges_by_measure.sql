ALTER TABLE `records` ADD `target_charged` text;--> statement-breakpoint
UPDATE `records` SET `target_charged` = json_object('wall', `target_seconds`, 'cpu', `target_cpu_seconds`, 'steps', `target_step`) WHERE `target_seconds` IS NOT NULL;
