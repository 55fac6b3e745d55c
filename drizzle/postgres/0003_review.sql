CREATE TABLE "accommodation" (
	"course_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"extra_hours" integer DEFAULT 0 NOT NULL,
	"is_spared" boolean DEFAULT false NOT NULL,
	"granted_by" text NOT NULL,
	"granted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "accommodation_course_id_enrolment_id_pk" PRIMARY KEY("course_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "gradebook_plan" (
	"course_id" text PRIMARY KEY NOT NULL,
	"drop_lowest_sets" integer DEFAULT 0 NOT NULL,
	"shows_total" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "late_policy" (
	"course_id" text NOT NULL,
	"module_id" text NOT NULL,
	"rate" double precision NOT NULL,
	"interval" text NOT NULL,
	"floor" double precision DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"changed_by" text,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "late_policy_course_id_module_id_pk" PRIMARY KEY("course_id","module_id")
);
--> statement-breakpoint
CREATE TABLE "peer_plan" (
	"course_id" text NOT NULL,
	"task_id" text NOT NULL,
	"state" text DEFAULT 'off' NOT NULL,
	"gives" integer DEFAULT 2 NOT NULL,
	"receives" integer DEFAULT 2 NOT NULL,
	"lease_hours" integer DEFAULT 48 NOT NULL,
	"closes_at" timestamp (3) with time zone,
	"wait_days" integer,
	"calibrate_first" boolean DEFAULT false NOT NULL,
	"worth" double precision,
	"rubric_id" text NOT NULL,
	"rubric_version" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "peer_plan_course_id_task_id_pk" PRIMARY KEY("course_id","task_id")
);
--> statement-breakpoint
CREATE TABLE "peer_review" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"ref" text NOT NULL,
	"task_id" text NOT NULL,
	"position_id" text NOT NULL,
	"position_number" integer NOT NULL,
	"enrolment_id" text NOT NULL,
	"state" text DEFAULT 'held' NOT NULL,
	"held_at" timestamp (3) with time zone NOT NULL,
	"held_until" timestamp (3) with time zone NOT NULL,
	"is_extra" boolean DEFAULT false NOT NULL,
	"reviewer_shown_as" jsonb NOT NULL,
	"writer_shown_as" jsonb NOT NULL,
	"rubric_id" text NOT NULL,
	"rubric_version" integer NOT NULL,
	"levels" jsonb NOT NULL,
	"reasons" jsonb NOT NULL,
	"overall" text DEFAULT '' NOT NULL,
	"lang" text NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"saved_at" timestamp (3) with time zone,
	"given_at" timestamp (3) with time zone,
	"usefulness" integer,
	"usefulness_why" text DEFAULT '' NOT NULL,
	"rated_at" timestamp (3) with time zone,
	"hidden_by" text,
	"hidden_at" timestamp (3) with time zone,
	"hidden_why" text DEFAULT '' NOT NULL,
	CONSTRAINT "peer_review_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "peer_review_ref" UNIQUE("course_id","ref"),
	CONSTRAINT "peer_review_once" UNIQUE("course_id","position_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "anchor_position" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"key" text NOT NULL,
	"title" jsonb NOT NULL,
	"audience" text DEFAULT 'everybody' NOT NULL,
	"bodies" jsonb NOT NULL,
	"citations" jsonb NOT NULL,
	"rubric_id" text NOT NULL,
	"rubric_version" integer NOT NULL,
	"levels" jsonb NOT NULL,
	"reasons" jsonb NOT NULL,
	"order" integer DEFAULT 0 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "anchor_position_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "anchor_position_key" UNIQUE("course_id","module_id","key")
);
--> statement-breakpoint
CREATE TABLE "anchor_rating" (
	"course_id" text NOT NULL,
	"anchor_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"levels" jsonb NOT NULL,
	"reasons" jsonb NOT NULL,
	"rated_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "anchor_rating_course_id_anchor_id_enrolment_id_pk" PRIMARY KEY("course_id","anchor_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "bank_comment" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text,
	"criterion_key" text,
	"body" jsonb NOT NULL,
	"used_times" integer DEFAULT 0 NOT NULL,
	"used_at" timestamp (3) with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "bank_comment_course_id_id_pk" PRIMARY KEY("course_id","id")
);
--> statement-breakpoint
CREATE TABLE "marker_allocation" (
	"course_id" text NOT NULL,
	"position_id" text NOT NULL,
	"slot" integer NOT NULL,
	"enrolment_id" text NOT NULL,
	"way" text NOT NULL,
	"changed_by" text,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "marker_allocation_course_id_position_id_slot_pk" PRIMARY KEY("course_id","position_id","slot"),
	CONSTRAINT "marker_allocation_marker" UNIQUE("course_id","position_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "marking_plan" (
	"course_id" text NOT NULL,
	"task_id" text NOT NULL,
	"second" text DEFAULT 'none' NOT NULL,
	"sample_percent" double precision DEFAULT 0 NOT NULL,
	"pass_percent" double precision,
	"edge_percent" double precision DEFAULT 0 NOT NULL,
	"seed" text NOT NULL,
	"tolerance_percent" double precision DEFAULT 10 NOT NULL,
	"settle" text DEFAULT 'agreed' NOT NULL,
	"finish" text DEFAULT 'marker' NOT NULL,
	"calibrate_first" boolean DEFAULT false NOT NULL,
	"regrade_days" integer DEFAULT 7 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	CONSTRAINT "marking_plan_course_id_task_id_pk" PRIMARY KEY("course_id","task_id")
);
--> statement-breakpoint
CREATE TABLE "regrade_entry" (
	"course_id" text NOT NULL,
	"request_id" text NOT NULL,
	"number" integer NOT NULL,
	"kind" text NOT NULL,
	"author_id" text NOT NULL,
	"body" text DEFAULT '' NOT NULL,
	"lang" text NOT NULL,
	"points_before" double precision,
	"points_after" double precision,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "regrade_entry_course_id_request_id_number_pk" PRIMARY KEY("course_id","request_id","number")
);
--> statement-breakpoint
CREATE TABLE "regrade_request" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"item_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"position_id" text,
	"position_number" integer,
	"criterion_key" text DEFAULT '' NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"outcome" text,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "regrade_request_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "regrade_once" UNIQUE("course_id","item_id","enrolment_id","criterion_key")
);
--> statement-breakpoint
CREATE TABLE "second_marking" (
	"course_id" text NOT NULL,
	"position_id" text NOT NULL,
	"position_number" integer NOT NULL,
	"reason" text NOT NULL,
	"created_by" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	"settled" text,
	"decided_by" text,
	"decided_at" timestamp (3) with time zone,
	"note" text DEFAULT '' NOT NULL,
	CONSTRAINT "second_marking_course_id_position_id_position_number_pk" PRIMARY KEY("course_id","position_id","position_number")
);
--> statement-breakpoint
ALTER TABLE "grade" ADD COLUMN "computed" double precision;--> statement-breakpoint
ALTER TABLE "grade" ADD COLUMN "is_overridden" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "grade" ADD COLUMN "is_excused" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "grade" ADD COLUMN "late" jsonb;--> statement-breakpoint
ALTER TABLE "grade_history" ADD COLUMN "is_overridden" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "grade_history" ADD COLUMN "is_excused" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "grade_history" ADD COLUMN "why" text DEFAULT 'marking' NOT NULL;--> statement-breakpoint
ALTER TABLE "grade_item" ADD COLUMN "is_dropped" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "pins" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "review" ADD COLUMN "seen_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "review_history" ADD COLUMN "pins" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "accommodation" ADD CONSTRAINT "accommodation_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "gradebook_plan" ADD CONSTRAINT "gradebook_plan_course_id_course_id_fk" FOREIGN KEY ("course_id") REFERENCES "public"."course"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "late_policy" ADD CONSTRAINT "late_policy_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "peer_plan" ADD CONSTRAINT "peer_plan_task" FOREIGN KEY ("course_id","task_id") REFERENCES "public"."position_task"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "peer_plan" ADD CONSTRAINT "peer_plan_rubric" FOREIGN KEY ("course_id","rubric_id","rubric_version") REFERENCES "public"."rubric_version"("course_id","rubric_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "peer_review" ADD CONSTRAINT "peer_review_task" FOREIGN KEY ("course_id","task_id") REFERENCES "public"."position_task"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "peer_review" ADD CONSTRAINT "peer_review_position" FOREIGN KEY ("course_id","position_id") REFERENCES "public"."position"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "peer_review" ADD CONSTRAINT "peer_review_version" FOREIGN KEY ("course_id","position_id","position_number") REFERENCES "public"."position_version"("course_id","position_id","number") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "peer_review" ADD CONSTRAINT "peer_review_reviewer" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "peer_review" ADD CONSTRAINT "peer_review_rubric" FOREIGN KEY ("course_id","rubric_id","rubric_version") REFERENCES "public"."rubric_version"("course_id","rubric_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "anchor_position" ADD CONSTRAINT "anchor_position_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "anchor_position" ADD CONSTRAINT "anchor_position_rubric" FOREIGN KEY ("course_id","rubric_id","rubric_version") REFERENCES "public"."rubric_version"("course_id","rubric_id","version") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "anchor_rating" ADD CONSTRAINT "anchor_rating_anchor" FOREIGN KEY ("course_id","anchor_id") REFERENCES "public"."anchor_position"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "anchor_rating" ADD CONSTRAINT "anchor_rating_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bank_comment" ADD CONSTRAINT "bank_comment_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "marker_allocation" ADD CONSTRAINT "marker_allocation_position" FOREIGN KEY ("course_id","position_id") REFERENCES "public"."position"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "marker_allocation" ADD CONSTRAINT "marker_allocation_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "marking_plan" ADD CONSTRAINT "marking_plan_task" FOREIGN KEY ("course_id","task_id") REFERENCES "public"."position_task"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_entry" ADD CONSTRAINT "regrade_entry_request" FOREIGN KEY ("course_id","request_id") REFERENCES "public"."regrade_request"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_request" ADD CONSTRAINT "regrade_item" FOREIGN KEY ("course_id","item_id") REFERENCES "public"."grade_item"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "regrade_request" ADD CONSTRAINT "regrade_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "second_marking" ADD CONSTRAINT "second_marking_version" FOREIGN KEY ("course_id","position_id","position_number") REFERENCES "public"."position_version"("course_id","position_id","number") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "peer_review_task_state" ON "peer_review" USING btree ("course_id","task_id","state");--> statement-breakpoint
CREATE INDEX "peer_review_by" ON "peer_review" USING btree ("course_id","enrolment_id");--> statement-breakpoint
CREATE INDEX "marker_allocation_of" ON "marker_allocation" USING btree ("course_id","enrolment_id");--> statement-breakpoint
CREATE INDEX "regrade_state" ON "regrade_request" USING btree ("course_id","state");