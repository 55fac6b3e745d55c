CREATE TABLE `erasure` (
	`id` text PRIMARY KEY NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`requested_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`cancelled_at` integer,
	`done_at` integer
);
--> statement-breakpoint
CREATE INDEX `erasure_subject` ON `erasure` (`subject_kind`,`subject_id`);--> statement-breakpoint
CREATE TABLE `managed_account` (
	`course_id` text NOT NULL,
	`user_id` text NOT NULL,
	`sign_in_name` text NOT NULL,
	`made_by` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `user_id`)
);
--> statement-breakpoint
CREATE INDEX `managed_account_user` ON `managed_account` (`user_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `managed_account_name` ON `managed_account` (`course_id`,`sign_in_name`);--> statement-breakpoint
CREATE TABLE `class_message` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`section_id` text,
	`subject` text NOT NULL,
	`body` text NOT NULL,
	`lang` text NOT NULL,
	`sent_by` text NOT NULL,
	`sent_at` integer NOT NULL,
	`recipients` integer NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`) REFERENCES `course`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`section_id`) REFERENCES `section`(`course_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `content_report` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`author_id` text NOT NULL,
	`reported_by` text NOT NULL,
	`reason` text NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`at` integer NOT NULL,
	`decided_by` text,
	`decided_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`author_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`reported_by`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `content_report_person` ON `content_report` (`course_id`,`subject_kind`,`subject_id`,`reported_by`);--> statement-breakpoint
CREATE TABLE `hidden_content` (
	`course_id` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`author_id` text NOT NULL,
	`reason` text NOT NULL,
	`hidden_by` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `subject_kind`, `subject_id`),
	FOREIGN KEY (`course_id`,`author_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_sign_in_slip` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`user_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`made_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	PRIMARY KEY(`course_id`, `id`)
);
--> statement-breakpoint
INSERT INTO `__new_sign_in_slip`("course_id", "id", "user_id", "token_hash", "made_by", "created_at", "expires_at", "used_at") SELECT "course_id", "id", "user_id", "token_hash", "made_by", "created_at", "expires_at", "used_at" FROM `sign_in_slip`;--> statement-breakpoint
DROP TABLE `sign_in_slip`;--> statement-breakpoint
ALTER TABLE `__new_sign_in_slip` RENAME TO `sign_in_slip`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `sign_in_slip_user` ON `sign_in_slip` (`user_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `sign_in_slip_token` ON `sign_in_slip` (`course_id`,`token_hash`);--> statement-breakpoint
CREATE TABLE `__new_enrolment` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`section_id` text,
	`own_section_only` integer DEFAULT false NOT NULL,
	`state` text DEFAULT 'active' NOT NULL,
	`pseudonym` text NOT NULL,
	`roster_id` text,
	`joined_at` integer NOT NULL,
	`removed_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`) REFERENCES `course`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`section_id`) REFERENCES `section`(`course_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_enrolment`("course_id", "id", "user_id", "role", "section_id", "own_section_only", "state", "pseudonym", "roster_id", "joined_at", "removed_at") SELECT "course_id", "id", "user_id", "role", "section_id", "own_section_only", "state", "pseudonym", NULL, "joined_at", "removed_at" FROM `enrolment`;--> statement-breakpoint
DROP TABLE `enrolment`;--> statement-breakpoint
ALTER TABLE `__new_enrolment` RENAME TO `enrolment`;--> statement-breakpoint
CREATE INDEX `enrolment_user` ON `enrolment` (`user_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `enrolment_person` ON `enrolment` (`course_id`,`user_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `enrolment_roster` ON `enrolment` (`course_id`,`roster_id`);--> statement-breakpoint
DROP INDEX `invitation_tokenHash_unique`;--> statement-breakpoint
ALTER TABLE `invitation` ADD `name` text;--> statement-breakpoint
ALTER TABLE `invitation` ADD `roster_id` text;--> statement-breakpoint
CREATE UNIQUE INDEX `invitation_token` ON `invitation` (`course_id`,`token_hash`);--> statement-breakpoint
CREATE TABLE `__new_audit_event` (
	`course_id` text DEFAULT '' NOT NULL,
	`id` text NOT NULL,
	`actor_id` text,
	`act` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`detail` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `id`)
);
--> statement-breakpoint
INSERT INTO `__new_audit_event`("course_id", "id", "actor_id", "act", "subject_kind", "subject_id", "detail", "at") SELECT coalesce("course_id", ''), "id", "actor_id", "act", "subject_kind", "subject_id", "detail", "at" FROM `audit_event`;--> statement-breakpoint
DROP TABLE `audit_event`;--> statement-breakpoint
ALTER TABLE `__new_audit_event` RENAME TO `audit_event`;--> statement-breakpoint
CREATE INDEX `audit_course` ON `audit_event` (`course_id`,`at`);--> statement-breakpoint
ALTER TABLE `user` ADD `mail_notices` text DEFAULT 'daily' NOT NULL;--> statement-breakpoint
ALTER TABLE `course` ADD `class_code` text;--> statement-breakpoint
ALTER TABLE `course` ADD `archived_at` integer;--> statement-breakpoint
ALTER TABLE `course` ADD `retain_until` integer;--> statement-breakpoint
CREATE UNIQUE INDEX `course_classCode_unique` ON `course` (`class_code`);--> statement-breakpoint
ALTER TABLE `notice` ADD `mailed_at` integer;--> statement-breakpoint
ALTER TABLE `module` ADD `opens_at` integer;--> statement-breakpoint
ALTER TABLE `motion` ADD `retired_at` integer;--> statement-breakpoint
ALTER TABLE `position` ADD `device_at` integer;--> statement-breakpoint
ALTER TABLE `position_version` ADD `device_at` integer;--> statement-breakpoint
ALTER TABLE `position_version` ADD `late_waived_by` text;--> statement-breakpoint
ALTER TABLE `question` ADD `retired_at` integer;--> statement-breakpoint
ALTER TABLE `question_set` ADD `retired_at` integer;--> statement-breakpoint
ALTER TABLE `set_submission` ADD `device_at` integer;--> statement-breakpoint
ALTER TABLE `set_submission` ADD `late_waived_by` text;--> statement-breakpoint
ALTER TABLE `reading` ADD `retired_at` integer;--> statement-breakpoint
ALTER TABLE `axis` ADD `retired_at` integer;