CREATE TABLE "file_events" (
	"instance_id" text NOT NULL,
	"file_id" text NOT NULL,
	"event_id" text NOT NULL,
	"upload_id" uuid,
	"sequence" bigint,
	"happened_at" timestamp (3) with time zone NOT NULL,
	"file" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone,
	CONSTRAINT "file_events_instance_id_file_id_pk" PRIMARY KEY("instance_id","file_id")
);
--> statement-breakpoint
ALTER TABLE "sites" ADD COLUMN "installation_told_at" timestamp (3) with time zone;--> statement-breakpoint
CREATE INDEX "file_events_due" ON "file_events" USING btree ("instance_id","due_at") WHERE "file_events"."due_at" is not null;