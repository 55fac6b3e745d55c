CREATE TABLE `ledger_check` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`ref` text NOT NULL,
	`entry_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`by_staff` integer DEFAULT false NOT NULL,
	`verdict` text NOT NULL,
	`finding` text NOT NULL,
	`source` text NOT NULL,
	`lang` text NOT NULL,
	`shown_as` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`edited_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`entry_id`) REFERENCES `ledger_entry`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_check_ref` ON `ledger_check` (`course_id`,`ref`);--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_check_person` ON `ledger_check` (`course_id`,`entry_id`,`enrolment_id`);--> statement-breakpoint
CREATE TABLE `ledger_entry` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`key` text NOT NULL,
	`kind` text NOT NULL,
	`position` integer NOT NULL,
	`text` text NOT NULL,
	`status` text DEFAULT 'unchecked' NOT NULL,
	`finding` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`retired_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `ledger_entry_key` ON `ledger_entry` (`course_id`,`module_id`,`key`);--> statement-breakpoint
CREATE TABLE `ledger_place` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`entry_id` text NOT NULL,
	`reading_id` text NOT NULL,
	`position` integer NOT NULL,
	`paragraph_id` text NOT NULL,
	`version_id` text,
	`start` integer DEFAULT 0 NOT NULL,
	`end` integer DEFAULT 0 NOT NULL,
	`exact` text DEFAULT '' NOT NULL,
	`prefix` text DEFAULT '' NOT NULL,
	`suffix` text DEFAULT '' NOT NULL,
	`who` text NOT NULL,
	`source` text NOT NULL,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`entry_id`) REFERENCES `ledger_entry`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`reading_id`) REFERENCES `reading`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `ledger_place_entry` ON `ledger_place` (`course_id`,`entry_id`);--> statement-breakpoint
CREATE TABLE `note` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`ref` text NOT NULL,
	`module_id` text NOT NULL,
	`reading_id` text NOT NULL,
	`enrolment_id` text,
	`by_staff` integer DEFAULT false NOT NULL,
	`audience` text NOT NULL,
	`group_id` text,
	`version_id` text NOT NULL,
	`paragraph_id` text NOT NULL,
	`start` integer NOT NULL,
	`end` integer NOT NULL,
	`exact` text NOT NULL,
	`prefix` text NOT NULL,
	`suffix` text NOT NULL,
	`tags` text NOT NULL,
	`body` text DEFAULT '' NOT NULL,
	`lang` text NOT NULL,
	`shown_as` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`edited_at` integer,
	`changed_at` integer NOT NULL,
	`deleted_at` integer,
	`resolved_at` integer,
	`resolved_by` text,
	`source` text,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`reading_id`) REFERENCES `reading`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`version_id`,`paragraph_id`) REFERENCES `paragraph`(`course_id`,`version_id`,`paragraph_id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `note_by_reading` ON `note` (`course_id`,`reading_id`,`audience`);--> statement-breakpoint
CREATE INDEX `note_by_person` ON `note` (`course_id`,`enrolment_id`,`reading_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `note_ref` ON `note` (`course_id`,`ref`);--> statement-breakpoint
CREATE TABLE `note_place` (
	`course_id` text NOT NULL,
	`note_id` text NOT NULL,
	`version_id` text NOT NULL,
	`state` text NOT NULL,
	`paragraph_id` text,
	`start` integer NOT NULL,
	`end` integer NOT NULL,
	PRIMARY KEY(`course_id`, `note_id`, `version_id`),
	FOREIGN KEY (`course_id`,`note_id`) REFERENCES `note`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`version_id`) REFERENCES `edition_version`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `note_place_paragraph` ON `note_place` (`course_id`,`version_id`,`paragraph_id`);--> statement-breakpoint
CREATE TABLE `note_reply` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`ref` text NOT NULL,
	`note_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`by_staff` integer DEFAULT false NOT NULL,
	`body` text NOT NULL,
	`lang` text NOT NULL,
	`shown_as` text NOT NULL,
	`version` integer DEFAULT 1 NOT NULL,
	`created_at` integer NOT NULL,
	`edited_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`note_id`) REFERENCES `note`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `note_reply_note` ON `note_reply` (`course_id`,`note_id`);--> statement-breakpoint
CREATE UNIQUE INDEX `note_reply_ref` ON `note_reply` (`course_id`,`ref`);--> statement-breakpoint
CREATE TABLE `note_rule` (
	`course_id` text NOT NULL,
	`reading_id` text NOT NULL,
	`reveal_after` integer NOT NULL,
	`updated_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `reading_id`),
	FOREIGN KEY (`course_id`,`reading_id`) REFERENCES `reading`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `note_tag` (
	`course_id` text NOT NULL,
	`module_id` text NOT NULL,
	`id` text NOT NULL,
	`label` text NOT NULL,
	`position` integer NOT NULL,
	`retired_at` integer,
	PRIMARY KEY(`course_id`, `module_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `search_entry` (
	`course_id` text NOT NULL,
	`doc` integer NOT NULL,
	`module_id` text NOT NULL,
	`kind` text NOT NULL,
	`version_id` text,
	`paragraph_id` text,
	`note_id` text,
	`reply_id` text,
	`folded` text NOT NULL,
	PRIMARY KEY(`course_id`, `doc`),
	FOREIGN KEY (`course_id`,`version_id`,`paragraph_id`) REFERENCES `paragraph`(`course_id`,`version_id`,`paragraph_id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`note_id`) REFERENCES `note`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`reply_id`) REFERENCES `note_reply`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `search_entry_version` ON `search_entry` (`course_id`,`version_id`,`paragraph_id`);--> statement-breakpoint
CREATE INDEX `search_entry_note` ON `search_entry` (`course_id`,`note_id`);--> statement-breakpoint
CREATE TABLE `group_member` (
	`course_id` text NOT NULL,
	`module_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`group_id` text NOT NULL,
	`joined_at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `module_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`group_id`) REFERENCES `reading_group`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `group_member_group` ON `group_member` (`course_id`,`group_id`);--> statement-breakpoint
CREATE TABLE `reading_group` (
	`course_id` text NOT NULL,
	`id` text NOT NULL,
	`module_id` text NOT NULL,
	`name` text NOT NULL,
	`position` integer NOT NULL,
	`section_id` text,
	`created_at` integer NOT NULL,
	`retired_at` integer,
	PRIMARY KEY(`course_id`, `id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `side_preference` (
	`course_id` text NOT NULL,
	`module_id` text NOT NULL,
	`enrolment_id` text NOT NULL,
	`side` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`course_id`, `module_id`, `enrolment_id`),
	FOREIGN KEY (`course_id`,`module_id`) REFERENCES `module`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`course_id`,`enrolment_id`) REFERENCES `enrolment`(`course_id`,`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE VIRTUAL TABLE `search_words` USING fts5(`course`, `folded`, tokenize = 'unicode61 remove_diacritics 2');--> statement-breakpoint
INSERT INTO `search_words` (`search_words`, `rank`) VALUES ('secure-delete', 1);--> statement-breakpoint
CREATE TRIGGER `search_entry_added` AFTER INSERT ON `search_entry` BEGIN
	INSERT INTO `search_words` (`rowid`, `course`, `folded`) VALUES (new.`doc`, replace(new.`course_id`, '-', ''), new.`folded`);
END;--> statement-breakpoint
CREATE TRIGGER `search_entry_changed` AFTER UPDATE ON `search_entry` BEGIN
	UPDATE `search_words` SET `folded` = new.`folded` WHERE `rowid` = new.`doc`;
END;--> statement-breakpoint
CREATE TRIGGER `search_entry_removed` AFTER DELETE ON `search_entry` BEGIN
	DELETE FROM `search_words` WHERE `rowid` = old.`doc`;
END;
