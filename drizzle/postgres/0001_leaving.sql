CREATE TABLE "erasure" (
	"id" text PRIMARY KEY NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"cancelled_at" timestamp (3) with time zone,
	"done_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "managed_account" (
	"course_id" text NOT NULL,
	"user_id" text NOT NULL,
	"sign_in_name" text NOT NULL,
	"made_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "managed_account_course_id_user_id_pk" PRIMARY KEY("course_id","user_id"),
	CONSTRAINT "managed_account_name" UNIQUE("course_id","sign_in_name")
);
--> statement-breakpoint
CREATE TABLE "class_message" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"section_id" text,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	"lang" text NOT NULL,
	"sent_by" text NOT NULL,
	"sent_at" timestamp (3) with time zone NOT NULL,
	"recipients" integer NOT NULL,
	CONSTRAINT "class_message_course_id_id_pk" PRIMARY KEY("course_id","id")
);
--> statement-breakpoint
CREATE TABLE "content_report" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"author_id" text NOT NULL,
	"reported_by" text NOT NULL,
	"reason" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	CONSTRAINT "content_report_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "content_report_person" UNIQUE("course_id","subject_kind","subject_id","reported_by")
);
--> statement-breakpoint
CREATE TABLE "hidden_content" (
	"course_id" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject_id" text NOT NULL,
	"author_id" text NOT NULL,
	"reason" text NOT NULL,
	"hidden_by" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "hidden_content_course_id_subject_kind_subject_id_pk" PRIMARY KEY("course_id","subject_kind","subject_id")
);
--> statement-breakpoint
ALTER TABLE "sign_in_slip" DROP CONSTRAINT "sign_in_slip_tokenHash_unique";--> statement-breakpoint
ALTER TABLE "sign_in_slip" DROP CONSTRAINT "sign_in_slip_key";--> statement-breakpoint
ALTER TABLE "invitation" DROP CONSTRAINT "invitation_tokenHash_unique";--> statement-breakpoint
ALTER TABLE "sign_in_slip" DROP CONSTRAINT "sign_in_slip_user_id_user_id_fk";
--> statement-breakpoint
ALTER TABLE "enrolment" DROP CONSTRAINT "enrolment_user_id_user_id_fk";
--> statement-breakpoint
UPDATE "audit_event" SET "course_id" = '' WHERE "course_id" IS NULL;--> statement-breakpoint
ALTER TABLE "audit_event" DROP CONSTRAINT "audit_event_pkey";--> statement-breakpoint
ALTER TABLE "audit_event" ALTER COLUMN "course_id" SET DEFAULT '';--> statement-breakpoint
ALTER TABLE "audit_event" ALTER COLUMN "course_id" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "sign_in_slip" ADD CONSTRAINT "sign_in_slip_course_id_id_pk" PRIMARY KEY("course_id","id");--> statement-breakpoint
ALTER TABLE "audit_event" ADD CONSTRAINT "audit_event_course_id_id_pk" PRIMARY KEY("course_id","id");--> statement-breakpoint
ALTER TABLE "user" ADD COLUMN "mail_notices" text DEFAULT 'daily' NOT NULL;--> statement-breakpoint
ALTER TABLE "course" ADD COLUMN "class_code" text;--> statement-breakpoint
ALTER TABLE "course" ADD COLUMN "archived_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "course" ADD COLUMN "retain_until" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "enrolment" ADD COLUMN "roster_id" text;--> statement-breakpoint
ALTER TABLE "invitation" ADD COLUMN "name" text;--> statement-breakpoint
ALTER TABLE "invitation" ADD COLUMN "roster_id" text;--> statement-breakpoint
ALTER TABLE "notice" ADD COLUMN "mailed_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "module" ADD COLUMN "opens_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "motion" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "position" ADD COLUMN "device_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "position_version" ADD COLUMN "device_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "position_version" ADD COLUMN "late_waived_by" text;--> statement-breakpoint
ALTER TABLE "question" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "question_set" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "set_submission" ADD COLUMN "device_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "set_submission" ADD COLUMN "late_waived_by" text;--> statement-breakpoint
ALTER TABLE "reading" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "axis" ADD COLUMN "retired_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "class_message" ADD CONSTRAINT "class_message_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "class_message" ADD CONSTRAINT "class_message_section" FOREIGN KEY ("course_id","section_id") REFERENCES "public"."section"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "content_report" ADD CONSTRAINT "content_report_author" FOREIGN KEY ("course_id","author_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "content_report" ADD CONSTRAINT "content_report_reporter" FOREIGN KEY ("course_id","reported_by") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hidden_content" ADD CONSTRAINT "hidden_content_author" FOREIGN KEY ("course_id","author_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "erasure_subject" ON "erasure" USING btree ("subject_kind","subject_id");--> statement-breakpoint
CREATE INDEX "managed_account_user" ON "managed_account" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sign_in_slip_user" ON "sign_in_slip" USING btree ("user_id");--> statement-breakpoint
ALTER TABLE "sign_in_slip" ADD CONSTRAINT "sign_in_slip_token" UNIQUE("course_id","token_hash");--> statement-breakpoint
ALTER TABLE "course" ADD CONSTRAINT "course_classCode_unique" UNIQUE("class_code");--> statement-breakpoint
ALTER TABLE "enrolment" ADD CONSTRAINT "enrolment_roster" UNIQUE("course_id","roster_id");--> statement-breakpoint
ALTER TABLE "invitation" ADD CONSTRAINT "invitation_token" UNIQUE("course_id","token_hash");