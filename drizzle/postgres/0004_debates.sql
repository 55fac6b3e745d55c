CREATE TABLE "ballot_line" (
	"course_id" text NOT NULL,
	"debate_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"phase_key" text NOT NULL,
	"about" integer NOT NULL,
	"points" double precision,
	"feedback" text DEFAULT '' NOT NULL,
	CONSTRAINT "ballot_line_course_id_debate_id_enrolment_id_phase_key_about_pk" PRIMARY KEY("course_id","debate_id","enrolment_id","phase_key","about")
);
--> statement-breakpoint
CREATE TABLE "contribution" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"debate_id" text NOT NULL,
	"number" integer NOT NULL,
	"enrolment_id" text,
	"kind" text NOT NULL,
	"body" text NOT NULL,
	"lang" text NOT NULL,
	"passages" jsonb NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"hidden_by" text,
	"hidden_at" timestamp (3) with time zone,
	"hidden_why" text DEFAULT '' NOT NULL,
	"erased_at" timestamp (3) with time zone,
	CONSTRAINT "contribution_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "contribution_number" UNIQUE("course_id","debate_id","number")
);
--> statement-breakpoint
CREATE TABLE "contribution_version" (
	"course_id" text NOT NULL,
	"contribution_id" text NOT NULL,
	"version" integer NOT NULL,
	"enrolment_id" text,
	"body" text NOT NULL,
	"lang" text NOT NULL,
	"passages" jsonb NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "contribution_version_course_id_contribution_id_version_pk" PRIMARY KEY("course_id","contribution_id","version")
);
--> statement-breakpoint
CREATE TABLE "corner_choice" (
	"course_id" text NOT NULL,
	"debate_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"corner" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"lang" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "corner_choice_course_id_debate_id_enrolment_id_pk" PRIMARY KEY("course_id","debate_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "debate" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"round_id" text NOT NULL,
	"slug" text NOT NULL,
	"room" text NOT NULL,
	"order" integer NOT NULL,
	"motion_id" text NOT NULL,
	"motion_version" integer NOT NULL,
	"format" jsonb NOT NULL,
	"format_key" text NOT NULL,
	"format_id" text,
	"format_version" integer NOT NULL,
	"settings" jsonb NOT NULL,
	"mode" text NOT NULL,
	"state" text DEFAULT 'planned' NOT NULL,
	"starts_at" timestamp (3) with time zone,
	"seq" integer DEFAULT 0 NOT NULL,
	"people" integer DEFAULT 0 NOT NULL,
	"contributions" integer DEFAULT 0 NOT NULL,
	"opened_at" timestamp (3) with time zone,
	"ended_at" timestamp (3) with time zone,
	"vote_figures" jsonb,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "debate_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "debate_slug" UNIQUE("course_id","module_id","slug")
);
--> statement-breakpoint
CREATE TABLE "debate_ballot" (
	"course_id" text NOT NULL,
	"debate_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"ranks" jsonb NOT NULL,
	"overall" text DEFAULT '' NOT NULL,
	"lang" text NOT NULL,
	"version" integer DEFAULT 0 NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	"given_at" timestamp (3) with time zone,
	CONSTRAINT "debate_ballot_course_id_debate_id_enrolment_id_pk" PRIMARY KEY("course_id","debate_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "debate_event" (
	"course_id" text NOT NULL,
	"debate_id" text NOT NULL,
	"seq" integer NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" integer NOT NULL,
	"data" jsonb NOT NULL,
	"key" text,
	CONSTRAINT "debate_event_course_id_debate_id_seq_pk" PRIMARY KEY("course_id","debate_id","seq"),
	CONSTRAINT "debate_event_key" UNIQUE("course_id","debate_id","key")
);
--> statement-breakpoint
CREATE TABLE "debate_format" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"version" integer NOT NULL,
	"key" text NOT NULL,
	"body" jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"used_at" timestamp (3) with time zone,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "debate_format_course_id_id_version_pk" PRIMARY KEY("course_id","id","version")
);
--> statement-breakpoint
CREATE TABLE "debate_person" (
	"course_id" text NOT NULL,
	"debate_id" text NOT NULL,
	"number" integer NOT NULL,
	"enrolment_id" text NOT NULL,
	"role" text NOT NULL,
	"team" text,
	"speaker" text,
	"takes_notes" boolean DEFAULT false NOT NULL,
	"why" text DEFAULT '' NOT NULL,
	"is_absent" boolean DEFAULT false NOT NULL,
	"shown_as" jsonb NOT NULL,
	"agreed_at" timestamp (3) with time zone,
	"joined_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "debate_person_course_id_debate_id_number_pk" PRIMARY KEY("course_id","debate_id","number"),
	CONSTRAINT "debate_person_once" UNIQUE("course_id","debate_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "debate_round" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"module_id" text NOT NULL,
	"title" text NOT NULL,
	"section_id" text,
	"drawn" jsonb NOT NULL,
	"told_at" timestamp (3) with time zone,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "debate_round_course_id_id_pk" PRIMARY KEY("course_id","id")
);
--> statement-breakpoint
CREATE TABLE "debate_vote" (
	"course_id" text NOT NULL,
	"debate_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"moment" text NOT NULL,
	"choice" text NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"lang" text NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "debate_vote_course_id_debate_id_enrolment_id_moment_pk" PRIMARY KEY("course_id","debate_id","enrolment_id","moment")
);
--> statement-breakpoint
CREATE TABLE "prep_card" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"debate_id" text NOT NULL,
	"team" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"claim" text NOT NULL,
	"warrant" text DEFAULT '' NOT NULL,
	"lang" text NOT NULL,
	"passages" jsonb NOT NULL,
	"phase_key" text,
	"order" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "prep_card_course_id_id_pk" PRIMARY KEY("course_id","id")
);
--> statement-breakpoint
CREATE TABLE "reflection" (
	"course_id" text NOT NULL,
	"debate_id" text NOT NULL,
	"enrolment_id" text NOT NULL,
	"body" text NOT NULL,
	"lang" text NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"saved_at" timestamp (3) with time zone NOT NULL,
	"given_at" timestamp (3) with time zone,
	CONSTRAINT "reflection_course_id_debate_id_enrolment_id_pk" PRIMARY KEY("course_id","debate_id","enrolment_id")
);
--> statement-breakpoint
CREATE TABLE "screen_link" (
	"course_id" text NOT NULL,
	"id" text NOT NULL,
	"debate_id" text NOT NULL,
	"token_hash" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "screen_link_course_id_id_pk" PRIMARY KEY("course_id","id"),
	CONSTRAINT "screen_link_token" UNIQUE("course_id","token_hash")
);
--> statement-breakpoint
ALTER TABLE "ballot_line" ADD CONSTRAINT "ballot_line_ballot" FOREIGN KEY ("course_id","debate_id","enrolment_id") REFERENCES "public"."debate_ballot"("course_id","debate_id","enrolment_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution" ADD CONSTRAINT "contribution_debate" FOREIGN KEY ("course_id","debate_id") REFERENCES "public"."debate"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contribution_version" ADD CONSTRAINT "contribution_version_of" FOREIGN KEY ("course_id","contribution_id") REFERENCES "public"."contribution"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corner_choice" ADD CONSTRAINT "corner_choice_debate" FOREIGN KEY ("course_id","debate_id") REFERENCES "public"."debate"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "corner_choice" ADD CONSTRAINT "corner_choice_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debate" ADD CONSTRAINT "debate_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debate" ADD CONSTRAINT "debate_round_ref" FOREIGN KEY ("course_id","round_id") REFERENCES "public"."debate_round"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debate" ADD CONSTRAINT "debate_motion" FOREIGN KEY ("course_id","motion_id") REFERENCES "public"."motion"("course_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debate_ballot" ADD CONSTRAINT "debate_ballot_debate" FOREIGN KEY ("course_id","debate_id") REFERENCES "public"."debate"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debate_ballot" ADD CONSTRAINT "debate_ballot_judge" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debate_event" ADD CONSTRAINT "debate_event_debate" FOREIGN KEY ("course_id","debate_id") REFERENCES "public"."debate"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debate_person" ADD CONSTRAINT "debate_person_debate" FOREIGN KEY ("course_id","debate_id") REFERENCES "public"."debate"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debate_person" ADD CONSTRAINT "debate_person_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debate_round" ADD CONSTRAINT "debate_round_module" FOREIGN KEY ("course_id","module_id") REFERENCES "public"."module"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debate_vote" ADD CONSTRAINT "debate_vote_debate" FOREIGN KEY ("course_id","debate_id") REFERENCES "public"."debate"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "debate_vote" ADD CONSTRAINT "debate_vote_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prep_card" ADD CONSTRAINT "prep_card_debate" FOREIGN KEY ("course_id","debate_id") REFERENCES "public"."debate"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prep_card" ADD CONSTRAINT "prep_card_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reflection" ADD CONSTRAINT "reflection_debate" FOREIGN KEY ("course_id","debate_id") REFERENCES "public"."debate"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reflection" ADD CONSTRAINT "reflection_enrolment" FOREIGN KEY ("course_id","enrolment_id") REFERENCES "public"."enrolment"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "screen_link" ADD CONSTRAINT "screen_link_debate" FOREIGN KEY ("course_id","debate_id") REFERENCES "public"."debate"("course_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "contribution_by" ON "contribution" USING btree ("course_id","enrolment_id");--> statement-breakpoint
CREATE INDEX "contribution_version_by" ON "contribution_version" USING btree ("course_id","enrolment_id");--> statement-breakpoint
CREATE INDEX "debate_of_round" ON "debate" USING btree ("course_id","round_id","order");--> statement-breakpoint
CREATE INDEX "debate_person_by" ON "debate_person" USING btree ("course_id","enrolment_id");--> statement-breakpoint
CREATE INDEX "prep_card_board" ON "prep_card" USING btree ("course_id","debate_id","team","order");