CREATE TABLE "account" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "rate_limit" (
	"id" text PRIMARY KEY NOT NULL,
	"key" text NOT NULL,
	"count" integer NOT NULL,
	"last_request" bigint NOT NULL,
	CONSTRAINT "rate_limit_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "session_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "sign_in_slip" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"made_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	CONSTRAINT "sign_in_slip_tokenHash_unique" UNIQUE("token_hash"),
	CONSTRAINT "sign_in_slip_key" UNIQUE("course_id","id")
);
--> statement-breakpoint
CREATE TABLE "user" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"site_role" text DEFAULT 'none' NOT NULL,
	"locale" text DEFAULT 'en' NOT NULL,
	CONSTRAINT "user_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verification" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "course" (
	"id" text PRIMARY KEY NOT NULL,
	"slug" text NOT NULL,
	"title" jsonb NOT NULL,
	"time_zone" text DEFAULT 'Asia/Karachi' NOT NULL,
	"join_code" text,
	"join_open" boolean DEFAULT true NOT NULL,
	"settings" jsonb NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "course_slug_unique" UNIQUE("slug"),
	CONSTRAINT "course_joinCode_unique" UNIQUE("join_code")
);
--> statement-breakpoint
CREATE TABLE "enrolment" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"section_id" text,
	"own_section_only" boolean DEFAULT false NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"pseudonym" jsonb NOT NULL,
	"joined_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	CONSTRAINT "enrolment_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "enrolment_person" UNIQUE("course_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "invitation" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"section_id" text,
	"token_hash" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"invited_by" text NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	CONSTRAINT "invitation_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "invitation_tokenHash_unique" UNIQUE("token_hash"),
	CONSTRAINT "invitation_email" UNIQUE("course_id","email")
);
--> statement-breakpoint
CREATE TABLE "notice" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone,
	CONSTRAINT "notice_course_id_id_pk" PRIMARY KEY("course_id","id")
);
--> statement-breakpoint
CREATE TABLE "section" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "section_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "section_name" UNIQUE("course_id","name")
);
--> statement-breakpoint
CREATE TABLE "grade" (
	"course_id" text NOT NULL,
	"item_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"points" double precision,
	"state" text DEFAULT 'hidden' NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"changed_by" text,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "grade_course_id_item_id_enrolment_id_pk" PRIMARY KEY("course_id","item_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "grade_history" (
	"course_id" text NOT NULL,
	"item_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"version" integer NOT NULL,
	"points" double precision,
	"state" text NOT NULL,
	"changed_by" text,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "grade_history_course_id_item_id_enrolment_id_version_pk" PRIMARY KEY("course_id","item_id","enrolment_id","version")
);
--> statement-breakpoint
CREATE TABLE "grade_item" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"title" jsonb NOT NULL,
	"position" integer NOT NULL,
	"max" double precision NOT NULL,
	"weight" double precision DEFAULT 1 NOT NULL,
	CONSTRAINT "grade_item_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "grade_item_subject" UNIQUE("course_id","kind","subject_id")
);
--> statement-breakpoint
CREATE TABLE "module" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"slug" text NOT NULL,
	"position" integer NOT NULL,
	"title" jsonb NOT NULL,
	"summary" jsonb NOT NULL,
	"pack" text,
	"pack_version" text,
	"pack_hash" text,
	"visible" boolean DEFAULT true NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "module_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "module_slug" UNIQUE("course_id","slug")
);
--> statement-breakpoint
CREATE TABLE "glossary_entry" (
	"course_id" text NOT NULL,
	"module_id" text NOT NULL,
	"key" text NOT NULL,
	"position" integer NOT NULL,
	"term" jsonb NOT NULL,
	"short" jsonb NOT NULL,
	"aliases" jsonb NOT NULL,
	"readings" jsonb NOT NULL,
	CONSTRAINT "glossary_entry_course_id_module_id_key_pk" PRIMARY KEY("course_id","module_id","key")
);
--> statement-breakpoint
CREATE TABLE "module_document" (
	"course_id" text NOT NULL,
	"module_id" text NOT NULL,
	"key" text NOT NULL,
	"body" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "module_document_course_id_module_id_key_pk" PRIMARY KEY("course_id","module_id","key")
);
--> statement-breakpoint
CREATE TABLE "motion" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"pack_key" text,
	"position" integer NOT NULL,
	"lead" boolean DEFAULT false NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "motion_course_id_id_pk" PRIMARY KEY("course_id","id")
);
--> statement-breakpoint
CREATE TABLE "timeline_entry" (
	"course_id" text NOT NULL,
	"module_id" text NOT NULL,
	"key" text NOT NULL,
	"position" integer NOT NULL,
	"date" jsonb NOT NULL,
	"text" jsonb NOT NULL,
	"source" jsonb NOT NULL,
	"paragraphs" jsonb NOT NULL,
	CONSTRAINT "timeline_entry_course_id_module_id_key_pk" PRIMARY KEY("course_id","module_id","key")
);
--> statement-breakpoint
CREATE TABLE "citation" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"position_id" text NOT NULL,
	"number" integer NOT NULL,
	"part" text NOT NULL,
	"order" integer NOT NULL,
	"reading_id" text NOT NULL,
	"version_id" text NOT NULL,
	"paragraph_id" text NOT NULL,
	"start" integer NOT NULL,
	"end" integer NOT NULL,
	"exact" text NOT NULL,
	"prefix" text NOT NULL,
	"suffix" text NOT NULL,
	CONSTRAINT "citation_course_id_id_pk" PRIMARY KEY("course_id","id")
);
--> statement-breakpoint
CREATE TABLE "extension" (
	"course_id" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"due_at" timestamp (3) with time zone,
	"closes_at" timestamp (3) with time zone,
	"granted_by" text NOT NULL,
	"granted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "extension_course_id_subject_kind_subject_id_enrolment_id_pk" PRIMARY KEY("course_id","subject_kind","subject_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "position" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"task_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"motion_id" text NOT NULL,
	"motion_version" integer NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"side" text,
	"side_origin" text DEFAULT 'own' NOT NULL,
	"body" jsonb NOT NULL,
	"lang" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"submitted_number" integer DEFAULT 0 NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "position_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "position_person" UNIQUE("course_id","task_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "position_task" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"motion_id" text NOT NULL,
	"rubric_id" text NOT NULL,
	"rubric_version" integer NOT NULL,
	"due_at" timestamp (3) with time zone,
	"closes_at" timestamp (3) with time zone,
	"grace_minutes" integer DEFAULT 0 NOT NULL,
	"hide_while_marking" boolean DEFAULT true NOT NULL,
	CONSTRAINT "position_task_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "position_task_module" UNIQUE("course_id","module_id")
);
--> statement-breakpoint
CREATE TABLE "position_version" (
	"course_id" text NOT NULL,
	"position_id" text NOT NULL,
	"number" integer NOT NULL,
	"body" jsonb NOT NULL,
	"side" text NOT NULL,
	"side_origin" text NOT NULL,
	"lang" text NOT NULL,
	"words" integer NOT NULL,
	"receipt" text NOT NULL,
	"submitted_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	"late_minutes" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "position_version_course_id_position_id_number_pk" PRIMARY KEY("course_id","position_id","number")
);
--> statement-breakpoint
CREATE TABLE "answer" (
	"course_id" text NOT NULL,
	"question_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"question_version" integer NOT NULL,
	"value" jsonb NOT NULL,
	"lang" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"shown_as" jsonb NOT NULL,
	"peer_ref" text NOT NULL,
	"device_at" timestamp (3) with time zone,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "answer_course_id_question_id_enrolment_id_pk" PRIMARY KEY("course_id","question_id","enrolment_id"),
	CONSTRAINT "answer_peer_ref" UNIQUE("course_id","peer_ref")
);
--> statement-breakpoint
CREATE TABLE "answer_mark" (
	"course_id" text NOT NULL,
	"question_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"points" double precision NOT NULL,
	"comment" text DEFAULT '' NOT NULL,
	"marked_by" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"marked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "answer_mark_course_id_question_id_enrolment_id_pk" PRIMARY KEY("course_id","question_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "answer_mark_history" (
	"course_id" text NOT NULL,
	"question_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"version" integer NOT NULL,
	"points" double precision NOT NULL,
	"comment" text NOT NULL,
	"marked_by" text NOT NULL,
	"marked_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "answer_mark_history_course_id_question_id_enrolment_id_version_pk" PRIMARY KEY("course_id","question_id","enrolment_id","version")
);
--> statement-breakpoint
CREATE TABLE "question" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"set_id" text NOT NULL,
	"key" text NOT NULL,
	"position" integer NOT NULL,
	"current_version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "question_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "question_key" UNIQUE("course_id","set_id","key")
);
--> statement-breakpoint
CREATE TABLE "question_set" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"slug" text NOT NULL,
	"position" integer NOT NULL,
	"stage" text NOT NULL,
	"reading_id" text,
	"title" jsonb NOT NULL,
	"intro" jsonb NOT NULL,
	"due_at" timestamp (3) with time zone,
	"closes_at" timestamp (3) with time zone,
	"feedback_at_once" boolean DEFAULT true NOT NULL,
	"released_at" timestamp (3) with time zone,
	CONSTRAINT "question_set_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "question_set_slug" UNIQUE("course_id","module_id","slug")
);
--> statement-breakpoint
CREATE TABLE "question_version" (
	"course_id" text NOT NULL,
	"question_id" text NOT NULL,
	"version" integer NOT NULL,
	"body" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "question_version_course_id_question_id_version_pk" PRIMARY KEY("course_id","question_id","version")
);
--> statement-breakpoint
CREATE TABLE "set_submission" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"set_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"number" integer NOT NULL,
	"receipt" text NOT NULL,
	"submitted_at" timestamp (3) with time zone NOT NULL,
	"late_minutes" integer DEFAULT 0 NOT NULL,
	"reopened_at" timestamp (3) with time zone,
	"reopened_by" text,
	CONSTRAINT "set_submission_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "set_submission_number" UNIQUE("course_id","set_id","enrolment_id","number")
);
--> statement-breakpoint
CREATE TABLE "submitted_answer" (
	"course_id" text NOT NULL,
	"submission_id" text NOT NULL,
	"question_id" text NOT NULL,
	"question_version" integer NOT NULL,
	"value" jsonb NOT NULL,
	"lang" text NOT NULL,
	"machine_points" double precision,
	CONSTRAINT "submitted_answer_course_id_submission_id_question_id_pk" PRIMARY KEY("course_id","submission_id","question_id")
);
--> statement-breakpoint
CREATE TABLE "edition" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"reading_id" text NOT NULL,
	"kind" text NOT NULL,
	"lang" text NOT NULL,
	"current_version_id" text,
	CONSTRAINT "edition_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "edition_kind" UNIQUE("course_id","reading_id","kind","lang")
);
--> statement-breakpoint
CREATE TABLE "edition_version" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"edition_id" text NOT NULL,
	"reading_id" text NOT NULL,
	"number" integer NOT NULL,
	"title" text NOT NULL,
	"standfirst" text DEFAULT '' NOT NULL,
	"words" integer NOT NULL,
	"imported_by" text,
	"import_note" text,
	"published_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "edition_version_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "edition_version_number" UNIQUE("course_id","edition_id","number")
);
--> statement-breakpoint
CREATE TABLE "paragraph" (
	"course_id" text NOT NULL,
	"version_id" text NOT NULL,
	"paragraph_id" text NOT NULL,
	"position" integer NOT NULL,
	"number" integer NOT NULL,
	"text" text NOT NULL,
	"html" text NOT NULL,
	"sentences" jsonb NOT NULL,
	"predecessors" jsonb NOT NULL,
	"source" text,
	CONSTRAINT "paragraph_course_id_version_id_paragraph_id_pk" PRIMARY KEY("course_id","version_id","paragraph_id"),
	CONSTRAINT "paragraph_position" UNIQUE("course_id","version_id","position")
);
--> statement-breakpoint
CREATE TABLE "reading" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"slug" text NOT NULL,
	"key" text NOT NULL,
	"kind" text DEFAULT 'op-ed' NOT NULL,
	"position" integer NOT NULL,
	"genre" jsonb NOT NULL,
	"author" jsonb NOT NULL,
	"outlet" jsonb NOT NULL,
	"date" jsonb,
	"provenance" jsonb NOT NULL,
	"under_text" jsonb,
	"content_notes" jsonb NOT NULL,
	"paragraph_map" jsonb NOT NULL,
	"layout" jsonb,
	CONSTRAINT "reading_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "reading_slug" UNIQUE("course_id","module_id","slug"),
	CONSTRAINT "reading_key" UNIQUE("course_id","module_id","key")
);
--> statement-breakpoint
CREATE TABLE "reading_progress" (
	"course_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"reading_id" text NOT NULL,
	"furthest" text,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	"updated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "reading_progress_course_id_enrolment_id_reading_id_pk" PRIMARY KEY("course_id","enrolment_id","reading_id")
);
--> statement-breakpoint
CREATE TABLE "review" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"position_id" text NOT NULL,
	"position_number" integer NOT NULL,
	"kind" text DEFAULT 'staff' NOT NULL,
	"slot" integer DEFAULT 1 NOT NULL,
	"state" text DEFAULT 'unmarked' NOT NULL,
	"rubric_id" text NOT NULL,
	"rubric_version" integer NOT NULL,
	"levels" jsonb NOT NULL,
	"comments" jsonb NOT NULL,
	"overall" text DEFAULT '' NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"saved_by" text,
	"saved_at" timestamp (3) with time zone,
	"opened_by" text,
	"opened_at" timestamp (3) with time zone,
	"returned_at" timestamp (3) with time zone,
	"released_at" timestamp (3) with time zone,
	"released_by" text,
	CONSTRAINT "review_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "review_slot" UNIQUE("course_id","position_id","position_number","kind","slot")
);
--> statement-breakpoint
CREATE TABLE "review_history" (
	"course_id" text NOT NULL,
	"review_id" text NOT NULL,
	"version" integer NOT NULL,
	"state" text NOT NULL,
	"levels" jsonb NOT NULL,
	"comments" jsonb NOT NULL,
	"overall" text NOT NULL,
	"saved_by" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "review_history_course_id_review_id_version_pk" PRIMARY KEY("course_id","review_id","version")
);
--> statement-breakpoint
CREATE TABLE "rubric" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"key" text NOT NULL,
	"current_version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "rubric_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "rubric_key" UNIQUE("course_id","module_id","key")
);
--> statement-breakpoint
CREATE TABLE "rubric_version" (
	"course_id" text NOT NULL,
	"rubric_id" text NOT NULL,
	"version" integer NOT NULL,
	"body" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "rubric_version_course_id_rubric_id_version_pk" PRIMARY KEY("course_id","rubric_id","version")
);
--> statement-breakpoint
CREATE TABLE "audit_event" (
	"id" text PRIMARY KEY NOT NULL,
	"course_id" text,
	"actor_id" text,
	"act" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"detail" jsonb NOT NULL,
	"at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "job" (
	"id" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"payload" jsonb NOT NULL,
	"run_at" timestamp (3) with time zone NOT NULL,
	"leased_until" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"done_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "job_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"recipient" text NOT NULL,
	"subject" text NOT NULL,
	"body" text,
	"state" text DEFAULT 'waiting' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"last_error" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "site_setting" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "axis" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"key" text NOT NULL,
	"position" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "axis_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "axis_key" UNIQUE("course_id","module_id","key","version")
);
--> statement-breakpoint
CREATE TABLE "stance" (
	"course_id" text NOT NULL,
	"module_id" text NOT NULL,
	"moment" text NOT NULL,
	"axis_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"kind" text NOT NULL,
	"value" integer,
	"confidence" integer,
	"reason" text DEFAULT '' NOT NULL,
	"lang" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "stance_course_id_module_id_moment_axis_id_enrolment_id_pk" PRIMARY KEY("course_id","module_id","moment","axis_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "stance_figure" (
	"course_id" text NOT NULL,
	"module_id" text NOT NULL,
	"moment" text NOT NULL,
	"axis_id" text NOT NULL,
	"people" integer NOT NULL,
	"counts" jsonb NOT NULL,
	"refreshed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "stance_figure_course_id_module_id_moment_axis_id_pk" PRIMARY KEY("course_id","module_id","moment","axis_id")
);
--> statement-breakpoint
CREATE TABLE "stance_moment" (
	"course_id" text NOT NULL,
	"module_id" text NOT NULL,
	"moment" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "stance_moment_course_id_module_id_moment_pk" PRIMARY KEY("course_id","module_id","moment")
);
--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sign_in_slip" ADD CONSTRAINT "sign_in_slip_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_user_id_user_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."user"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_section" FOREIGN KEY ("course_id","section_id") REFERENCES "public"."section"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_section" FOREIGN KEY ("course_id","section_id") REFERENCES "public"."section"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice" ADD CONSTRAINT "notice_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "section" ADD CONSTRAINT "section_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grade" ADD CONSTRAINT "grade_item_ref" FOREIGN KEY ("course_id","item_id") REFERENCES "public"."grade_item"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grade" ADD CONSTRAINT "grade_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grade_history" ADD CONSTRAINT "grade_history_grade" FOREIGN KEY ("course_id","item_id","enrolment_id") REFERENCES "public"."grade"("course_id","item_id","enrolment_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "grade_item" ADD CONSTRAINT "grade_item_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "module" ADD CONSTRAINT "module_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "glossary_entry" ADD CONSTRAINT "glossary_entry_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "module_document" ADD CONSTRAINT "module_document_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "motion" ADD CONSTRAINT "motion_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "timeline_entry" ADD CONSTRAINT "timeline_entry_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "citation" ADD CONSTRAINT "citation_position" FOREIGN KEY ("course_id","position_id") REFERENCES "public"."position"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "citation" ADD CONSTRAINT "citation_paragraph" FOREIGN KEY ("course_id","version_id","paragraph_id") REFERENCES "public"."paragraph"("course_id","version_id","paragraph_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "extension" ADD CONSTRAINT "extension_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "position" ADD CONSTRAINT "position_task_ref" FOREIGN KEY ("course_id","task_id") REFERENCES "public"."position_task"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "position" ADD CONSTRAINT "position_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "position" ADD CONSTRAINT "position_motion" FOREIGN KEY ("course_id","motion_id") REFERENCES "public"."motion"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "position_task" ADD CONSTRAINT "position_task_module_ref" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "position_task" ADD CONSTRAINT "position_task_motion" FOREIGN KEY ("course_id","motion_id") REFERENCES "public"."motion"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "position_task" ADD CONSTRAINT "position_task_rubric" FOREIGN KEY ("course_id","rubric_id","rubric_version") REFERENCES "public"."rubric_version"("course_id","rubric_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "position_version" ADD CONSTRAINT "position_version_position" FOREIGN KEY ("course_id","position_id") REFERENCES "public"."position"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answer" ADD CONSTRAINT "answer_question" FOREIGN KEY ("course_id","question_id") REFERENCES "public"."question"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answer" ADD CONSTRAINT "answer_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answer_mark" ADD CONSTRAINT "answer_mark_question" FOREIGN KEY ("course_id","question_id") REFERENCES "public"."question"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answer_mark" ADD CONSTRAINT "answer_mark_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answer_mark_history" ADD CONSTRAINT "answer_mark_history_mark" FOREIGN KEY ("course_id","question_id","enrolment_id") REFERENCES "public"."answer_mark"("course_id","question_id","enrolment_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question" ADD CONSTRAINT "question_set" FOREIGN KEY ("course_id","set_id") REFERENCES "public"."question_set"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_set" ADD CONSTRAINT "question_set_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "question_version" ADD CONSTRAINT "question_version_question" FOREIGN KEY ("course_id","question_id") REFERENCES "public"."question"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "set_submission" ADD CONSTRAINT "set_submission_set" FOREIGN KEY ("course_id","set_id") REFERENCES "public"."question_set"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "set_submission" ADD CONSTRAINT "set_submission_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submitted_answer" ADD CONSTRAINT "submitted_answer_submission" FOREIGN KEY ("course_id","submission_id") REFERENCES "public"."set_submission"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edition" ADD CONSTRAINT "edition_reading" FOREIGN KEY ("course_id","reading_id") REFERENCES "public"."reading"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "edition_version" ADD CONSTRAINT "edition_version_edition" FOREIGN KEY ("course_id","edition_id") REFERENCES "public"."edition"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "paragraph" ADD CONSTRAINT "paragraph_version" FOREIGN KEY ("course_id","version_id") REFERENCES "public"."edition_version"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading" ADD CONSTRAINT "reading_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading_progress" ADD CONSTRAINT "reading_progress_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reading_progress" ADD CONSTRAINT "reading_progress_reading" FOREIGN KEY ("course_id","reading_id") REFERENCES "public"."reading"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_position" FOREIGN KEY ("course_id","position_id") REFERENCES "public"."position"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review" ADD CONSTRAINT "review_position_version" FOREIGN KEY ("course_id","position_id","position_number") REFERENCES "public"."position_version"("course_id","position_id","number") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "review_history" ADD CONSTRAINT "review_history_review" FOREIGN KEY ("course_id","review_id") REFERENCES "public"."review"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rubric" ADD CONSTRAINT "rubric_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rubric_version" ADD CONSTRAINT "rubric_version_rubric" FOREIGN KEY ("course_id","rubric_id") REFERENCES "public"."rubric"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "axis" ADD CONSTRAINT "axis_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stance" ADD CONSTRAINT "stance_axis" FOREIGN KEY ("course_id","axis_id") REFERENCES "public"."axis"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stance" ADD CONSTRAINT "stance_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stance_figure" ADD CONSTRAINT "stance_figure_axis" FOREIGN KEY ("course_id","axis_id") REFERENCES "public"."axis"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "stance_moment" ADD CONSTRAINT "stance_moment_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "account_user" ON "account" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "session_user" ON "session" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "verification_identifier" ON "verification" USING btree ("identifier");--> statement-breakpoint
CREATE INDEX "enrolment_user" ON "enrolment" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "notice_inbox" ON "notice" USING btree ("course_id","enrolment_id","at");--> statement-breakpoint
CREATE INDEX "citation_position_number" ON "citation" USING btree ("course_id","position_id","number");--> statement-breakpoint
CREATE INDEX "citation_reading" ON "citation" USING btree ("course_id","reading_id","paragraph_id");--> statement-breakpoint
CREATE INDEX "answer_enrolment" ON "answer" USING btree ("course_id","enrolment_id");--> statement-breakpoint
CREATE INDEX "reading_progress_reading" ON "reading_progress" USING btree ("course_id","reading_id");--> statement-breakpoint
CREATE INDEX "review_state" ON "review" USING btree ("course_id","state");--> statement-breakpoint
CREATE INDEX "audit_course" ON "audit_event" USING btree ("course_id","at");--> statement-breakpoint
CREATE INDEX "job_due" ON "job" USING btree ("done_at","run_at");--> statement-breakpoint
CREATE INDEX "outbox_state" ON "outbox" USING btree ("state","created_at");