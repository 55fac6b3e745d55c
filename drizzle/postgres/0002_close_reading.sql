CREATE TABLE "ledger_check" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"ref" text NOT NULL,
	"entry_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"by_staff" boolean DEFAULT false NOT NULL,
	"verdict" text NOT NULL,
	"finding" text NOT NULL,
	"source" text NOT NULL,
	"lang" text NOT NULL,
	"shown_as" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"edited_at" timestamp (3) with time zone,
	CONSTRAINT "ledger_check_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "ledger_check_ref" UNIQUE("course_id","ref"),
	CONSTRAINT "ledger_check_person" UNIQUE("course_id","entry_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "ledger_entry" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"position" integer NOT NULL,
	"text" jsonb NOT NULL,
	"status" text DEFAULT 'unchecked' NOT NULL,
	"finding" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "ledger_entry_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "ledger_entry_key" UNIQUE("course_id","module_id","key")
);
--> statement-breakpoint
CREATE TABLE "ledger_place" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"entry_id" text NOT NULL,
	"reading_id" text NOT NULL,
	"position" integer NOT NULL,
	"paragraph_id" text NOT NULL,
	"version_id" text,
	"start" integer DEFAULT 0 NOT NULL,
	"end" integer DEFAULT 0 NOT NULL,
	"exact" text DEFAULT '' NOT NULL,
	"prefix" text DEFAULT '' NOT NULL,
	"suffix" text DEFAULT '' NOT NULL,
	"who" jsonb NOT NULL,
	"source" jsonb NOT NULL,
	CONSTRAINT "ledger_place_course_id_id_pk" PRIMARY KEY("course_id","id")
);
--> statement-breakpoint
CREATE TABLE "note" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"ref" text NOT NULL,
	"module_id" text NOT NULL,
	"reading_id" text NOT NULL,
	"enrolment_id" text,
	"by_staff" boolean DEFAULT false NOT NULL,
	"audience" text NOT NULL,
	"group_id" text,
	"version_id" text NOT NULL,
	"paragraph_id" text NOT NULL,
	"start" integer NOT NULL,
	"end" integer NOT NULL,
	"exact" text NOT NULL,
	"prefix" text NOT NULL,
	"suffix" text NOT NULL,
	"tags" jsonb NOT NULL,
	"body" text DEFAULT '' NOT NULL,
	"lang" text NOT NULL,
	"shown_as" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"edited_at" timestamp (3) with time zone,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"deleted_at" timestamp (3) with time zone,
	"resolved_at" timestamp (3) with time zone,
	"resolved_by" text,
	"source" text,
	CONSTRAINT "note_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "note_ref" UNIQUE("course_id","ref")
);
--> statement-breakpoint
CREATE TABLE "note_place" (
	"course_id" text NOT NULL,
	"note_id" text NOT NULL,
	"version_id" text NOT NULL,
	"state" text NOT NULL,
	"paragraph_id" text,
	"start" integer NOT NULL,
	"end" integer NOT NULL,
	CONSTRAINT "note_place_course_id_note_id_version_id_pk" PRIMARY KEY("course_id","note_id","version_id")
);
--> statement-breakpoint
CREATE TABLE "note_reply" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"ref" text NOT NULL,
	"note_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"by_staff" boolean DEFAULT false NOT NULL,
	"body" text NOT NULL,
	"lang" text NOT NULL,
	"shown_as" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"edited_at" timestamp (3) with time zone,
	CONSTRAINT "note_reply_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "note_reply_ref" UNIQUE("course_id","ref")
);
--> statement-breakpoint
CREATE TABLE "note_rule" (
	"course_id" text NOT NULL,
	"reading_id" text NOT NULL,
	"reveal_after" integer NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "note_rule_course_id_reading_id_pk" PRIMARY KEY("course_id","reading_id")
);
--> statement-breakpoint
CREATE TABLE "note_tag" (
	"course_id" text NOT NULL,
	"module_id" text NOT NULL,
	"id" text NOT NULL,
	"label" jsonb NOT NULL,
	"position" integer NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "note_tag_course_id_module_id_id_pk" PRIMARY KEY("course_id","module_id","id")
);
--> statement-breakpoint
CREATE TABLE "search_entry" (
	"course_id" text NOT NULL,
	"doc" bigint NOT NULL,
	"module_id" text NOT NULL,
	"kind" text NOT NULL,
	"version_id" text,
	"paragraph_id" text,
	"note_id" text,
	"reply_id" text,
	"folded" text NOT NULL,
	CONSTRAINT "search_entry_course_id_doc_pk" PRIMARY KEY("course_id","doc")
);
--> statement-breakpoint
CREATE TABLE "group_member" (
	"course_id" text NOT NULL,
	"module_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"group_id" text NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "group_member_course_id_module_id_enrolment_id_pk" PRIMARY KEY("course_id","module_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "reading_group" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"section_id" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "reading_group_course_id_id_pk" PRIMARY KEY("course_id","id")
);
--> statement-breakpoint
CREATE TABLE "side_preference" (
	"course_id" text NOT NULL,
	"module_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"side" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "side_preference_course_id_module_id_enrolment_id_pk" PRIMARY KEY("course_id","module_id","enrolment_id")
);
--> statement-breakpoint
ALTER TABLE "ledger_check" ADD CONSTRAINT "ledger_check_entry" FOREIGN KEY ("course_id","entry_id") REFERENCES "public"."ledger_entry"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_check" ADD CONSTRAINT "ledger_check_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_place" ADD CONSTRAINT "ledger_place_entry" FOREIGN KEY ("course_id","entry_id") REFERENCES "public"."ledger_entry"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "ledger_place" ADD CONSTRAINT "ledger_place_reading" FOREIGN KEY ("course_id","reading_id") REFERENCES "public"."reading"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note" ADD CONSTRAINT "note_reading" FOREIGN KEY ("course_id","reading_id") REFERENCES "public"."reading"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note" ADD CONSTRAINT "note_paragraph" FOREIGN KEY ("course_id","version_id","paragraph_id") REFERENCES "public"."paragraph"("course_id","version_id","paragraph_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note" ADD CONSTRAINT "note_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note_place" ADD CONSTRAINT "note_place_note" FOREIGN KEY ("course_id","note_id") REFERENCES "public"."note"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note_place" ADD CONSTRAINT "note_place_version" FOREIGN KEY ("course_id","version_id") REFERENCES "public"."edition_version"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note_reply" ADD CONSTRAINT "note_reply_note" FOREIGN KEY ("course_id","note_id") REFERENCES "public"."note"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note_reply" ADD CONSTRAINT "note_reply_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note_rule" ADD CONSTRAINT "note_rule_reading" FOREIGN KEY ("course_id","reading_id") REFERENCES "public"."reading"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "note_tag" ADD CONSTRAINT "note_tag_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_entry" ADD CONSTRAINT "search_entry_paragraph" FOREIGN KEY ("course_id","version_id","paragraph_id") REFERENCES "public"."paragraph"("course_id","version_id","paragraph_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_entry" ADD CONSTRAINT "search_entry_note" FOREIGN KEY ("course_id","note_id") REFERENCES "public"."note"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_entry" ADD CONSTRAINT "search_entry_reply" FOREIGN KEY ("course_id","reply_id") REFERENCES "public"."note_reply"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_group" FOREIGN KEY ("course_id","group_id") REFERENCES "public"."reading_group"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading_group" ADD CONSTRAINT "reading_group_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "side_preference" ADD CONSTRAINT "side_preference_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "side_preference" ADD CONSTRAINT "side_preference_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "ledger_place_entry" ON "ledger_place" USING btree ("course_id","entry_id");--> statement-breakpoint
CREATE INDEX "note_by_reading" ON "note" USING btree ("course_id","reading_id","audience");--> statement-breakpoint
CREATE INDEX "note_by_person" ON "note" USING btree ("course_id","enrolment_id","reading_id");--> statement-breakpoint
CREATE INDEX "note_place_paragraph" ON "note_place" USING btree ("course_id","version_id","paragraph_id");--> statement-breakpoint
CREATE INDEX "note_reply_note" ON "note_reply" USING btree ("course_id","note_id");--> statement-breakpoint
CREATE INDEX "search_entry_version" ON "search_entry" USING btree ("course_id","version_id","paragraph_id");--> statement-breakpoint
CREATE INDEX "search_entry_note" ON "search_entry" USING btree ("course_id","note_id");--> statement-breakpoint
CREATE INDEX "group_member_group" ON "group_member" USING btree ("course_id","group_id");--> statement-breakpoint
CREATE INDEX "search_entry_words" ON "search_entry" USING gin (to_tsvector('simple', "folded"));
