CREATE TABLE `ballot_line` (
	`course_id` text NOT NULL,
	`debate_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`phase_key` text NOT NULL,
	`about` integer NOT NULL,
	`points` real,
	`feedback` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`course_id`, `debate_id`, `enrolment_id`, `phase_key`, `about`),
	FOREIGN KEY (`course_id`,`debate_id`,`enrolment_id`) REFERENCES `debate_ballot`(`course_id`,`debate_id`,`enrolment_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `contribution` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`debate_id` text NOT NULL,
	`number` integer NOT NULL,
	`enrolment_id` text,
	`kind` text NOT NULL,
	`body` text NOT NULL,
	`lang` text NOT NULL,
	`passages` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`hidden_by` text,
	`hidden_at` integer,
	`hidden_why` text DEFAULT '' NOT NULL,
	`erased_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`debate_id`) REFERENCES `debate`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contribution_by` ON `contribution` (`course_id`,`enrolment_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `contribution_number` ON `contribution` (`course_id`,`debate_id`,`number`);--> statement-breakpoint
CREATE TABLE `contribution_version` (
	`course_id` text NOT NULL,
	`contribution_id` text NOT NULL,
	`version` integer NOT NULL,
	`enrolment_id` text,
	`body` text NOT NULL,
	`lang` text NOT NULL,
	`passages` text NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `contribution_id`, `version`),
	FOREIGN KEY (`course_id`,`contribution_id`) REFERENCES `contribution`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `contribution_version_by` ON `contribution_version` (`course_id`,`enrolment_id`);--> statement-breakpoint
CREATE TABLE `corner_choice` (
	`course_id` text NOT NULL,
	`debate_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`corner` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`lang` text NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `debate_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`debate_id`) REFERENCES `debate`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `debate` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`round_id` text NOT NULL,
	`slug` text NOT NULL,
	`room` text NOT NULL,
	`order` integer NOT NULL,
	`motion_id` text NOT NULL,
	`motion_version` integer NOT NULL,
	`format` text NOT NULL,
	`format_key` text NOT NULL,
	`format_id` text,
	`format_version` integer NOT NULL,
	`settings` text NOT NULL,
	`mode` text NOT NULL,
	`state` text DEFAULT 'planned' NOT NULL,
	`starts_at` integer,
	`seq` integer DEFAULT 0 NOT NULL,
	`people` integer DEFAULT 0 NOT NULL,
	`contributions` integer DEFAULT 0 NOT NULL,
	`opened_at` integer,
	`ended_at` integer,
	`vote_figures` text,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`round_id`) REFERENCES `debate_round`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`motion_id`) REFERENCES `motion`(`course_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `debate_of_round` ON `debate` (`course_id`,`round_id`,`order`);--> statement-breakpoint
CREATE UNIQUE INDEX `debate_slug` ON `debate` (`course_id`,`module_id`,`slug`);--> statement-breakpoint
CREATE TABLE `debate_ballot` (
	`course_id` text NOT NULL,
	`debate_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`state` text DEFAULT 'draft' NOT NULL,
	`ranks` text NOT NULL,
	`overall` text DEFAULT '' NOT NULL,
	`lang` text NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`saved_at` integer NOT NULL,
	`given_at` integer,
	PRIMARY KEY(`course_id`, `debate_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`debate_id`) REFERENCES `debate`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `debate_event` (
	`course_id` text NOT NULL,
	`debate_id` text NOT NULL,
	`seq` integer NOT NULL,
	`kind` text NOT NULL,
	`at` integer NOT NULL,
	`by` integer NOT NULL,
	`data` text NOT NULL,
	`key` text,
	PRIMARY KEY(`course_id`, `debate_id`, `seq`),
	FOREIGN KEY (`course_id`,`debate_id`) REFERENCES `debate`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `debate_event_key` ON `debate_event` (`course_id`,`debate_id`,`key`);--> statement-breakpoint
CREATE TABLE `debate_format` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`version` integer NOT NULL,
	`key` text NOT NULL,
	`body` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`used_at` integer,
	`retired_at` integer,
	PRIMARY KEY(`course_id`, `id`, `version`)
);
--> statement-breakpoint
CREATE TABLE `debate_person` (
	`course_id` text NOT NULL,
	`debate_id` text NOT NULL,
	`number` integer NOT NULL,
	`enrolment_id` text NOT NULL,
	`role` text NOT NULL,
	`team` text,
	`speaker` text,
	`takes_notes` integer DEFAULT false NOT NULL,
	`why` text DEFAULT '' NOT NULL,
	`is_absent` integer DEFAULT false NOT NULL,
	`shown_as` text NOT NULL,
	`agreed_at` integer,
	`joined_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `debate_id`, `number`),
	FOREIGN KEY (`course_id`,`debate_id`) REFERENCES `debate`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `debate_person_by` ON `debate_person` (`course_id`,`enrolment_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `debate_person_once` ON `debate_person` (`course_id`,`debate_id`,`enrolment_id`);--> statement-breakpoint
CREATE TABLE `debate_round` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`title` text NOT NULL,
	`section_id` text,
	`drawn` text NOT NULL,
	`told_at` integer,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `debate_vote` (
	`course_id` text NOT NULL,
	`debate_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`moment` text NOT NULL,
	`choice` text NOT NULL,
	`reason` text DEFAULT '' NOT NULL,
	`lang` text NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `debate_id`, `enrolment_id`, `moment`),
	FOREIGN KEY (`course_id`,`debate_id`) REFERENCES `debate`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `prep_card` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`debate_id` text NOT NULL,
	`team` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`claim` text NOT NULL,
	`warrant` text DEFAULT '' NOT NULL,
	`lang` text NOT NULL,
	`passages` text NOT NULL,
	`phase_key` text,
	`order` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`debate_id`) REFERENCES `debate`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `prep_card_board` ON `prep_card` (`course_id`,`debate_id`,`team`,`order`);--> statement-breakpoint
CREATE TABLE `reflection` (
	`course_id` text NOT NULL,
	`debate_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`body` text NOT NULL,
	`lang` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`saved_at` integer NOT NULL,
	`given_at` integer,
	PRIMARY KEY(`course_id`, `debate_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`debate_id`) REFERENCES `debate`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `screen_link` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`debate_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`revoked_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`debate_id`) REFERENCES `debate`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `screen_link_token` ON `screen_link` (`course_id`,`token_hash`);