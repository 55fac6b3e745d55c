CREATE TABLE `account` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`provider_id` text NOT NULL,
	`user_id` text NOT NULL,
	`access_token` text,
	`refresh_token` text,
	`id_token` text,
	`access_token_expires_at` integer,
	`refresh_token_expires_at` integer,
	`scope` text,
	`password` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `account_user` ON `account` (`user_id`);--> statement-breakpoint
CREATE TABLE `rate_limit` (
	`id` text PRIMARY KEY NOT NULL,
	`key` text NOT NULL,
	`count` integer NOT NULL,
	`last_request` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rate_limit_key_unique` ON `rate_limit` (`key`);--> statement-breakpoint
CREATE TABLE `session` (
	`id` text PRIMARY KEY NOT NULL,
	`token` text NOT NULL,
	`user_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`ip_address` text,
	`user_agent` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `session_token_unique` ON `session` (`token`);--> statement-breakpoint
CREATE INDEX `session_user` ON `session` (`user_id`);--> statement-breakpoint
CREATE TABLE `sign_in_slip` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`user_id` text NOT NULL,
	`token_hash` text NOT NULL,
	`made_by` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`used_at` integer,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sign_in_slip_tokenHash_unique` ON `sign_in_slip` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `sign_in_slip_key` ON `sign_in_slip` (`course_id`,`id`);--> statement-breakpoint
CREATE TABLE `user` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`email_verified` integer DEFAULT false NOT NULL,
	`image` text,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`site_role` text DEFAULT 'none' NOT NULL,
	`locale` text DEFAULT 'en' NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `user_email_unique` ON `user` (`email`);--> statement-breakpoint
CREATE TABLE `verification` (
	`id` text PRIMARY KEY NOT NULL,
	`identifier` text NOT NULL,
	`value` text NOT NULL,
	`expires_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `verification_identifier` ON `verification` (`identifier`);--> statement-breakpoint
CREATE TABLE `course` (
	`id` text PRIMARY KEY NOT NULL,
	`slug` text NOT NULL,
	`title` text NOT NULL,
	`time_zone` text DEFAULT 'Asia/Karachi' NOT NULL,
	`join_code` text,
	`join_open` integer DEFAULT true NOT NULL,
	`settings` text NOT NULL,
	`state` text DEFAULT 'active' NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `course_slug_unique` ON `course` (`slug`);--> statement-breakpoint
CREATE UNIQUE INDEX `course_joinCode_unique` ON `course` (`join_code`);--> statement-breakpoint
CREATE TABLE `enrolment` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`section_id` text,
	`own_section_only` integer DEFAULT false NOT NULL,
	`state` text DEFAULT 'active' NOT NULL,
	`pseudonym` text NOT NULL,
	`joined_at` integer NOT NULL,
	`removed_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`) REFERENCES `course`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`user_id`) REFERENCES `user`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`section_id`) REFERENCES `section`(`course_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `enrolment_user` ON `enrolment` (`user_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `enrolment_person` ON `enrolment` (`course_id`,`user_id`);--> statement-breakpoint
CREATE TABLE `invitation` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`section_id` text,
	`token_hash` text NOT NULL,
	`state` text DEFAULT 'open' NOT NULL,
	`invited_by` text NOT NULL,
	`sent_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`accepted_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`) REFERENCES `course`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`section_id`) REFERENCES `section`(`course_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitation_tokenHash_unique` ON `invitation` (`token_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `invitation_email` ON `invitation` (`course_id`,`email`);--> statement-breakpoint
CREATE TABLE `notice` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`kind` text NOT NULL,
	`payload` text NOT NULL,
	`at` integer NOT NULL,
	`read_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`) REFERENCES `course`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `notice_inbox` ON `notice` (`course_id`,`enrolment_id`,`at`);--> statement-breakpoint
CREATE TABLE `section` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`name` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`) REFERENCES `course`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `section_name` ON `section` (`course_id`,`name`);--> statement-breakpoint
CREATE TABLE `grade` (
	`course_id` text NOT NULL,
	`item_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`points` real,
	`state` text DEFAULT 'hidden' NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`changed_by` text,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `item_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`item_id`) REFERENCES `grade_item`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `grade_history` (
	`course_id` text NOT NULL,
	`item_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`version` integer NOT NULL,
	`points` real,
	`state` text NOT NULL,
	`changed_by` text,
	`changed_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `item_id`, `enrolment_id`, `version`),
	FOREIGN KEY (`course_id`,`item_id`,`enrolment_id`) REFERENCES `grade`(`course_id`,`item_id`,`enrolment_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `grade_item` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`title` text NOT NULL,
	`position` integer NOT NULL,
	`max` real NOT NULL,
	`weight` real DEFAULT 1 NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `grade_item_subject` ON `grade_item` (`course_id`,`kind`,`subject_id`);--> statement-breakpoint
CREATE TABLE `module` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`slug` text NOT NULL,
	`position` integer NOT NULL,
	`title` text NOT NULL,
	`summary` text NOT NULL,
	`pack` text,
	`pack_version` text,
	`pack_hash` text,
	`visible` integer DEFAULT true NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`) REFERENCES `course`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `module_slug` ON `module` (`course_id`,`slug`);--> statement-breakpoint
CREATE TABLE `glossary_entry` (
	`course_id` text NOT NULL,
	`module_id` text NOT NULL,
	`key` text NOT NULL,
	`position` integer NOT NULL,
	`term` text NOT NULL,
	`short` text NOT NULL,
	`aliases` text NOT NULL,
	`readings` text NOT NULL,
	PRIMARY KEY(`course_id`, `module_id`, `key`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `module_document` (
	`course_id` text NOT NULL,
	`module_id` text NOT NULL,
	`key` text NOT NULL,
	`body` text NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `module_id`, `key`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `motion` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`pack_key` text,
	`position` integer NOT NULL,
	`lead` integer DEFAULT false NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `timeline_entry` (
	`course_id` text NOT NULL,
	`module_id` text NOT NULL,
	`key` text NOT NULL,
	`position` integer NOT NULL,
	`date` text NOT NULL,
	`text` text NOT NULL,
	`source` text NOT NULL,
	`paragraphs` text NOT NULL,
	PRIMARY KEY(`course_id`, `module_id`, `key`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `citation` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`position_id` text NOT NULL,
	`number` integer NOT NULL,
	`part` text NOT NULL,
	`order` integer NOT NULL,
	`reading_id` text NOT NULL,
	`version_id` text NOT NULL,
	`paragraph_id` text NOT NULL,
	`start` integer NOT NULL,
	`end` integer NOT NULL,
	`exact` text NOT NULL,
	`prefix` text NOT NULL,
	`suffix` text NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`position_id`) REFERENCES `position`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`version_id`,`paragraph_id`) REFERENCES `paragraph`(`course_id`,`version_id`,`paragraph_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `citation_position_number` ON `citation` (`course_id`,`position_id`,`number`);--> statement-breakpoint
CREATE INDEX `citation_reading` ON `citation` (`course_id`,`reading_id`,`paragraph_id`);--> statement-breakpoint
CREATE TABLE `extension` (
	`course_id` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`due_at` integer,
	`closes_at` integer,
	`granted_by` text NOT NULL,
	`granted_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `subject_kind`, `subject_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `position` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`task_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`motion_id` text NOT NULL,
	`motion_version` integer NOT NULL,
	`state` text DEFAULT 'draft' NOT NULL,
	`side` text,
	`side_origin` text DEFAULT 'own' NOT NULL,
	`body` text NOT NULL,
	`lang` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`submitted_number` integer DEFAULT 0 NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`task_id`) REFERENCES `position_task`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`motion_id`) REFERENCES `motion`(`course_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `position_person` ON `position` (`course_id`,`task_id`,`enrolment_id`);--> statement-breakpoint
CREATE TABLE `position_task` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`motion_id` text NOT NULL,
	`rubric_id` text NOT NULL,
	`rubric_version` integer NOT NULL,
	`due_at` integer,
	`closes_at` integer,
	`grace_minutes` integer DEFAULT 0 NOT NULL,
	`hide_while_marking` integer DEFAULT true NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`motion_id`) REFERENCES `motion`(`course_id`,`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`course_id`,`rubric_id`,`rubric_version`) REFERENCES `rubric_version`(`course_id`,`rubric_id`,`version`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `position_task_module` ON `position_task` (`course_id`,`module_id`);--> statement-breakpoint
CREATE TABLE `position_version` (
	`course_id` text NOT NULL,
	`position_id` text NOT NULL,
	`number` integer NOT NULL,
	`body` text NOT NULL,
	`side` text NOT NULL,
	`side_origin` text NOT NULL,
	`lang` text NOT NULL,
	`words` integer NOT NULL,
	`receipt` text NOT NULL,
	`submitted_at` integer NOT NULL,
	`due_at` integer,
	`late_minutes` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`course_id`, `position_id`, `number`),
	FOREIGN KEY (`course_id`,`position_id`) REFERENCES `position`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `answer` (
	`course_id` text NOT NULL,
	`question_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`question_version` integer NOT NULL,
	`value` text NOT NULL,
	`lang` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`shown_as` text NOT NULL,
	`peer_ref` text NOT NULL,
	`device_at` integer,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `question_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`question_id`) REFERENCES `question`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `answer_enrolment` ON `answer` (`course_id`,`enrolment_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `answer_peer_ref` ON `answer` (`course_id`,`peer_ref`);--> statement-breakpoint
CREATE TABLE `answer_mark` (
	`course_id` text NOT NULL,
	`question_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`points` real NOT NULL,
	`comment` text DEFAULT '' NOT NULL,
	`marked_by` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`marked_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `question_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`question_id`) REFERENCES `question`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `answer_mark_history` (
	`course_id` text NOT NULL,
	`question_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`version` integer NOT NULL,
	`points` real NOT NULL,
	`comment` text NOT NULL,
	`marked_by` text NOT NULL,
	`marked_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `question_id`, `enrolment_id`, `version`),
	FOREIGN KEY (`course_id`,`question_id`,`enrolment_id`) REFERENCES `answer_mark`(`course_id`,`question_id`,`enrolment_id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `question` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`set_id` text NOT NULL,
	`key` text NOT NULL,
	`position` integer NOT NULL,
	`current_version` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`set_id`) REFERENCES `question_set`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `question_key` ON `question` (`course_id`,`set_id`,`key`);--> statement-breakpoint
CREATE TABLE `question_set` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`slug` text NOT NULL,
	`position` integer NOT NULL,
	`stage` text NOT NULL,
	`reading_id` text,
	`title` text NOT NULL,
	`intro` text NOT NULL,
	`due_at` integer,
	`closes_at` integer,
	`feedback_at_once` integer DEFAULT true NOT NULL,
	`released_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `question_set_slug` ON `question_set` (`course_id`,`module_id`,`slug`);--> statement-breakpoint
CREATE TABLE `question_version` (
	`course_id` text NOT NULL,
	`question_id` text NOT NULL,
	`version` integer NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `question_id`, `version`),
	FOREIGN KEY (`course_id`,`question_id`) REFERENCES `question`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `set_submission` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`set_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`number` integer NOT NULL,
	`receipt` text NOT NULL,
	`submitted_at` integer NOT NULL,
	`late_minutes` integer DEFAULT 0 NOT NULL,
	`reopened_at` integer,
	`reopened_by` text,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`set_id`) REFERENCES `question_set`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `set_submission_number` ON `set_submission` (`course_id`,`set_id`,`enrolment_id`,`number`);--> statement-breakpoint
CREATE TABLE `submitted_answer` (
	`course_id` text NOT NULL,
	`submission_id` text NOT NULL,
	`question_id` text NOT NULL,
	`question_version` integer NOT NULL,
	`value` text NOT NULL,
	`lang` text NOT NULL,
	`machine_points` real,
	PRIMARY KEY(`course_id`, `submission_id`, `question_id`),
	FOREIGN KEY (`course_id`,`submission_id`) REFERENCES `set_submission`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `edition` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`reading_id` text NOT NULL,
	`kind` text NOT NULL,
	`lang` text NOT NULL,
	`current_version_id` text,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`reading_id`) REFERENCES `reading`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `edition_kind` ON `edition` (`course_id`,`reading_id`,`kind`,`lang`);--> statement-breakpoint
CREATE TABLE `edition_version` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`edition_id` text NOT NULL,
	`reading_id` text NOT NULL,
	`number` integer NOT NULL,
	`title` text NOT NULL,
	`standfirst` text DEFAULT '' NOT NULL,
	`words` integer NOT NULL,
	`imported_by` text,
	`import_note` text,
	`published_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`edition_id`) REFERENCES `edition`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `edition_version_number` ON `edition_version` (`course_id`,`edition_id`,`number`);--> statement-breakpoint
CREATE TABLE `paragraph` (
	`course_id` text NOT NULL,
	`version_id` text NOT NULL,
	`paragraph_id` text NOT NULL,
	`position` integer NOT NULL,
	`number` integer NOT NULL,
	`text` text NOT NULL,
	`html` text NOT NULL,
	`sentences` text NOT NULL,
	`predecessors` text NOT NULL,
	`source` text,
	PRIMARY KEY(`course_id`, `version_id`, `paragraph_id`),
	FOREIGN KEY (`course_id`,`version_id`) REFERENCES `edition_version`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `paragraph_position` ON `paragraph` (`course_id`,`version_id`,`position`);--> statement-breakpoint
CREATE TABLE `reading` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`slug` text NOT NULL,
	`key` text NOT NULL,
	`kind` text DEFAULT 'op-ed' NOT NULL,
	`position` integer NOT NULL,
	`genre` text NOT NULL,
	`author` text NOT NULL,
	`outlet` text NOT NULL,
	`date` text,
	`provenance` text NOT NULL,
	`under_text` text,
	`content_notes` text NOT NULL,
	`paragraph_map` text NOT NULL,
	`layout` text,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `reading_slug` ON `reading` (`course_id`,`module_id`,`slug`);--> statement-breakpoint
CREATE UNIQUE INDEX `reading_key` ON `reading` (`course_id`,`module_id`,`key`);--> statement-breakpoint
CREATE TABLE `reading_progress` (
	`course_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`reading_id` text NOT NULL,
	`furthest` text,
	`opened_at` integer NOT NULL,
	`finished_at` integer,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `enrolment_id`, `reading_id`),
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`reading_id`) REFERENCES `reading`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `reading_progress_reading` ON `reading_progress` (`course_id`,`reading_id`);--> statement-breakpoint
CREATE TABLE `review` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`position_id` text NOT NULL,
	`position_number` integer NOT NULL,
	`kind` text DEFAULT 'staff' NOT NULL,
	`slot` integer DEFAULT 1 NOT NULL,
	`state` text DEFAULT 'unmarked' NOT NULL,
	`rubric_id` text NOT NULL,
	`rubric_version` integer NOT NULL,
	`levels` text NOT NULL,
	`comments` text NOT NULL,
	`overall` text DEFAULT '' NOT NULL,
	`version` integer DEFAULT 0 NOT NULL,
	`saved_by` text,
	`saved_at` integer,
	`opened_by` text,
	`opened_at` integer,
	`returned_at` integer,
	`released_at` integer,
	`released_by` text,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`position_id`) REFERENCES `position`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`position_id`,`position_number`) REFERENCES `position_version`(`course_id`,`position_id`,`number`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `review_state` ON `review` (`course_id`,`state`);--> statement-breakpoint
CREATE UNIQUE INDEX `review_slot` ON `review` (`course_id`,`position_id`,`position_number`,`kind`,`slot`);--> statement-breakpoint
CREATE TABLE `review_history` (
	`course_id` text NOT NULL,
	`review_id` text NOT NULL,
	`version` integer NOT NULL,
	`state` text NOT NULL,
	`levels` text NOT NULL,
	`comments` text NOT NULL,
	`overall` text NOT NULL,
	`saved_by` text NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `review_id`, `version`),
	FOREIGN KEY (`course_id`,`review_id`) REFERENCES `review`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `rubric` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`key` text NOT NULL,
	`current_version` integer DEFAULT 1 NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `rubric_key` ON `rubric` (`course_id`,`module_id`,`key`);--> statement-breakpoint
CREATE TABLE `rubric_version` (
	`course_id` text NOT NULL,
	`rubric_id` text NOT NULL,
	`version` integer NOT NULL,
	`body` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `rubric_id`, `version`),
	FOREIGN KEY (`course_id`,`rubric_id`) REFERENCES `rubric`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `audit_event` (
	`id` text PRIMARY KEY NOT NULL,
	`course_id` text,
	`actor_id` text,
	`act` text NOT NULL,
	`subject_kind` text NOT NULL,
	`subject_id` text NOT NULL,
	`detail` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_course` ON `audit_event` (`course_id`,`at`);--> statement-breakpoint
CREATE TABLE `job` (
	`id` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`key` text NOT NULL,
	`payload` text NOT NULL,
	`run_at` integer NOT NULL,
	`leased_until` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	`done_at` integer,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `job_key_unique` ON `job` (`key`);--> statement-breakpoint
CREATE INDEX `job_due` ON `job` (`done_at`,`run_at`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` text PRIMARY KEY NOT NULL,
	`recipient` text NOT NULL,
	`subject` text NOT NULL,
	`body` text,
	`state` text DEFAULT 'waiting' NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	`created_at` integer NOT NULL,
	`sent_at` integer
);
--> statement-breakpoint
CREATE INDEX `outbox_state` ON `outbox` (`state`,`created_at`);--> statement-breakpoint
CREATE TABLE `site_setting` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `axis` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`key` text NOT NULL,
	`position` integer NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `axis_key` ON `axis` (`course_id`,`module_id`,`key`,`version`);--> statement-breakpoint
CREATE TABLE `stance` (
	`course_id` text NOT NULL,
	`module_id` text NOT NULL,
	`moment` text NOT NULL,
	`axis_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`kind` text NOT NULL,
	`value` integer,
	`confidence` integer,
	`reason` text DEFAULT '' NOT NULL,
	`lang` text NOT NULL,
	`saved_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `module_id`, `moment`, `axis_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`axis_id`) REFERENCES `axis`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `stance_figure` (
	`course_id` text NOT NULL,
	`module_id` text NOT NULL,
	`moment` text NOT NULL,
	`axis_id` text NOT NULL,
	`people` integer NOT NULL,
	`counts` text NOT NULL,
	`refreshed_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `module_id`, `moment`, `axis_id`),
	FOREIGN KEY (`course_id`,`axis_id`) REFERENCES `axis`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `stance_moment` (
	`course_id` text NOT NULL,
	`module_id` text NOT NULL,
	`moment` text NOT NULL,
	`state` text DEFAULT 'waiting' NOT NULL,
	`closed_at` integer,
	PRIMARY KEY(`course_id`, `module_id`, `moment`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
