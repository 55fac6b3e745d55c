CREATE TABLE `accommodation` (
	`course_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`extra_hours` integer DEFAULT 0 NOT NULL,
	`is_spared` integer DEFAULT false NOT NULL,
	`granted_by` text NOT NULL,
	`granted_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `gradebook_plan` (
	`course_id` text PRIMARY KEY NOT NULL,
	`drop_lowest_sets` integer DEFAULT 0 NOT NULL,
	`shows_total` integer DEFAULT true NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	FOREIGN KEY (`course_id`) REFERENCES `course`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `late_policy` (
	`course_id` text NOT NULL,
	`module_id` text NOT NULL,
	`rate` real NOT NULL,
	`interval` text NOT NULL,
	`floor` real DEFAULT 0 NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`changed_by` text,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `module_id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `peer_plan` (
	`course_id` text NOT NULL,
	`task_id` text NOT NULL,
	`state` text DEFAULT 'off' NOT NULL,
	`gives` integer DEFAULT 2 NOT NULL,
	`receives` integer DEFAULT 2 NOT NULL,
	`lease_hours` integer DEFAULT 48 NOT NULL,
	`closes_at` integer,
	`wait_days` integer,
	`calibrate_first` integer DEFAULT false NOT NULL,
	`worth` real,
	`rubric_id` text NOT NULL,
	`rubric_version` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`course_id`, `task_id`),
	FOREIGN KEY (`course_id`,`task_id`) REFERENCES `position_task`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`rubric_id`,`rubric_version`) REFERENCES `rubric_version`(`course_id`,`rubric_id`,`version`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `peer_review` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`ref` text NOT NULL,
	`task_id` text NOT NULL,
	`position_id` text NOT NULL,
	`position_number` integer NOT NULL,
	`enrolment_id` text NOT NULL,
	`state` text DEFAULT 'held' NOT NULL,
	`held_at` integer NOT NULL,
	`held_until` integer NOT NULL,
	`is_extra` integer DEFAULT false NOT NULL,
	`reviewer_shown_as` text NOT NULL,
	`writer_shown_as` text NOT NULL,
	`rubric_id` text NOT NULL,
	`rubric_version` integer NOT NULL,
	`levels` text NOT NULL,
	`reasons` text NOT NULL,
	`overall` text DEFAULT '' NOT NULL,
	`lang` text NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`saved_at` integer,
	`given_at` integer,
	`usefulness` integer,
	`usefulness_why` text DEFAULT '' NOT NULL,
	`rated_at` integer,
	`hidden_by` text,
	`hidden_at` integer,
	`hidden_why` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`task_id`) REFERENCES `position_task`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`position_id`) REFERENCES `position`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`position_id`,`position_number`) REFERENCES `position_version`(`course_id`,`position_id`,`number`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`rubric_id`,`rubric_version`) REFERENCES `rubric_version`(`course_id`,`rubric_id`,`version`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `peer_review_task_state` ON `peer_review` (`course_id`,`task_id`,`state`);--> statement-breakpoint
CREATE INDEX `peer_review_by` ON `peer_review` (`course_id`,`enrolment_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `peer_review_ref` ON `peer_review` (`course_id`,`ref`);--> statement-breakpoint
CREATE UNIQUE INDEX `peer_review_once` ON `peer_review` (`course_id`,`position_id`,`enrolment_id`);--> statement-breakpoint
CREATE TABLE `anchor_position` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`key` text NOT NULL,
	`title` text NOT NULL,
	`audience` text DEFAULT 'everybody' NOT NULL,
	`bodies` text NOT NULL,
	`citations` text NOT NULL,
	`rubric_id` text NOT NULL,
	`rubric_version` integer NOT NULL,
	`levels` text NOT NULL,
	`reasons` text NOT NULL,
	`order` integer DEFAULT 0 NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`retired_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`rubric_id`,`rubric_version`) REFERENCES `rubric_version`(`course_id`,`rubric_id`,`version`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `anchor_position_key` ON `anchor_position` (`course_id`,`module_id`,`key`);--> statement-breakpoint
CREATE TABLE `anchor_rating` (
	`course_id` text NOT NULL,
	`anchor_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`levels` text NOT NULL,
	`reasons` text NOT NULL,
	`rated_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `anchor_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`anchor_id`) REFERENCES `anchor_position`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `bank_comment` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text,
	`criterion_key` text,
	`body` text NOT NULL,
	`used_times` integer DEFAULT 0 NOT NULL,
	`used_at` integer,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`retired_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `marker_allocation` (
	`course_id` text NOT NULL,
	`position_id` text NOT NULL,
	`slot` integer NOT NULL,
	`enrolment_id` text NOT NULL,
	`way` text NOT NULL,
	`changed_by` text,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `position_id`, `slot`),
	FOREIGN KEY (`course_id`,`position_id`) REFERENCES `position`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `marker_allocation_of` ON `marker_allocation` (`course_id`,`enrolment_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `marker_allocation_marker` ON `marker_allocation` (`course_id`,`position_id`,`enrolment_id`);--> statement-breakpoint
CREATE TABLE `marking_plan` (
	`course_id` text NOT NULL,
	`task_id` text NOT NULL,
	`second` text DEFAULT 'none' NOT NULL,
	`sample_percent` real DEFAULT 0 NOT NULL,
	`pass_percent` real,
	`edge_percent` real DEFAULT 0 NOT NULL,
	`seed` text NOT NULL,
	`tolerance_percent` real DEFAULT 10 NOT NULL,
	`settle` text DEFAULT 'agreed' NOT NULL,
	`finish` text DEFAULT 'marker' NOT NULL,
	`calibrate_first` integer DEFAULT false NOT NULL,
	`regrade_days` integer DEFAULT 7 NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`course_id`, `task_id`),
	FOREIGN KEY (`course_id`,`task_id`) REFERENCES `position_task`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `regrade_entry` (
	`course_id` text NOT NULL,
	`request_id` text NOT NULL,
	`number` integer NOT NULL,
	`kind` text NOT NULL,
	`author_id` text NOT NULL,
	`body` text DEFAULT '' NOT NULL,
	`lang` text NOT NULL,
	`points_before` real,
	`points_after` real,
	`at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `request_id`, `number`),
	FOREIGN KEY (`course_id`,`request_id`) REFERENCES `regrade_request`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `regrade_request` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`item_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`position_id` text,
	`position_number` integer,
	`criterion_key` text DEFAULT '' NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`outcome` text,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`item_id`) REFERENCES `grade_item`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `regrade_state` ON `regrade_request` (`course_id`,`state`);--> statement-breakpoint
CREATE UNIQUE INDEX `regrade_once` ON `regrade_request` (`course_id`,`item_id`,`enrolment_id`,`criterion_key`);--> statement-breakpoint
CREATE TABLE `second_marking` (
	`course_id` text NOT NULL,
	`position_id` text NOT NULL,
	`position_number` integer NOT NULL,
	`reason` text NOT NULL,
	`created_by` text,
	`created_at` integer NOT NULL,
	`settled` text,
	`decided_by` text,
	`decided_at` integer,
	`note` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`course_id`, `position_id`, `position_number`),
	FOREIGN KEY (`course_id`,`position_id`,`position_number`) REFERENCES `position_version`(`course_id`,`position_id`,`number`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
ALTER TABLE `grade` ADD `computed` real;--> statement-breakpoint
ALTER TABLE `grade` ADD `is_overridden` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `grade` ADD `is_excused` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `grade` ADD `late` text;--> statement-breakpoint
ALTER TABLE `grade_history` ADD `is_overridden` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `grade_history` ADD `is_excused` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `grade_history` ADD `why` text DEFAULT 'marking' NOT NULL;--> statement-breakpoint
ALTER TABLE `grade_item` ADD `is_dropped` integer DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE `review` ADD `pins` text DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE `review` ADD `seen_at` integer;--> statement-breakpoint
ALTER TABLE `review_history` ADD `pins` text DEFAULT '[]' NOT NULL;