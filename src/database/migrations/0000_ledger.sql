CREATE TABLE "batches" (
	"instance_id" text NOT NULL,
	"batch_id" uuid NOT NULL,
	"destination" jsonb NOT NULL,
	"label" text NOT NULL,
	"user_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"closed_at" timestamp (3) with time zone,
	"lease_holder" uuid,
	"lease_user_id" text,
	"lease_epoch" integer DEFAULT 0 NOT NULL,
	"lease_expires_at" timestamp (3) with time zone,
	CONSTRAINT "batches_instance_id_batch_id_pk" PRIMARY KEY("instance_id","batch_id")
);
--> statement-breakpoint
CREATE TABLE "items" (
	"instance_id" text NOT NULL,
	"upload_id" uuid NOT NULL,
	"position" bigserial NOT NULL,
	"batch_id" uuid,
	"path" text NOT NULL,
	"name" text NOT NULL,
	"size_in_bytes" bigint,
	"last_modified" bigint,
	"mime_type" text,
	"sample_hash" text,
	"md5" text,
	"state" text NOT NULL,
	"bytes_accepted" bigint DEFAULT 0 NOT NULL,
	"resume_url" text,
	"resumable_ticket" text,
	"resumable_ticket_at" timestamp (3) with time zone,
	"resume_offers" integer DEFAULT 0 NOT NULL,
	"file_id" text,
	"url" text,
	"media_type" text,
	"wix_hash" text,
	"verification" text,
	"failure" jsonb,
	"user_id" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "items_instance_id_upload_id_pk" PRIMARY KEY("instance_id","upload_id")
);
--> statement-breakpoint
CREATE TABLE "quota_windows" (
	"instance_id" text PRIMARY KEY NOT NULL,
	"granted_at" bigint[] DEFAULT '{}' NOT NULL,
	"granted_calls" integer[] DEFAULT '{}' NOT NULL,
	"granted_priority" integer[] DEFAULT '{}' NOT NULL,
	"waiting_until" bigint[] DEFAULT '{0,0,0,0}' NOT NULL,
	"reduced_to" integer,
	"refused_at" bigint DEFAULT 0 NOT NULL,
	"blocked_until" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sites" (
	"instance_id" text PRIMARY KEY NOT NULL,
	"first_seen_at" timestamp (3) with time zone NOT NULL,
	"last_seen_at" timestamp (3) with time zone NOT NULL,
	"removed_at" timestamp (3) with time zone,
	"settled_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "tickets" (
	"instance_id" text NOT NULL,
	"ticket_id" bigserial NOT NULL,
	"upload_id" uuid NOT NULL,
	"file_id" text,
	"folder_id" text,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"rejected" boolean DEFAULT false NOT NULL,
	"deleted" boolean DEFAULT false NOT NULL,
	CONSTRAINT "tickets_instance_id_ticket_id_pk" PRIMARY KEY("instance_id","ticket_id")
);
--> statement-breakpoint
CREATE TABLE "webhook_events" (
	"instance_id" text NOT NULL,
	"event_id" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "webhook_events_instance_id_event_id_pk" PRIMARY KEY("instance_id","event_id")
);
--> statement-breakpoint
ALTER TABLE "items" ADD CONSTRAINT "items_instance_id_batch_id_batches_instance_id_batch_id_fk" FOREIGN KEY ("instance_id","batch_id") REFERENCES "public"."batches"("instance_id","batch_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_instance_id_upload_id_items_instance_id_upload_id_fk" FOREIGN KEY ("instance_id","upload_id") REFERENCES "public"."items"("instance_id","upload_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "batches_open" ON "batches" USING btree ("instance_id","created_at") WHERE "batches"."closed_at" is null;--> statement-breakpoint
CREATE INDEX "items_of_batch" ON "items" USING btree ("instance_id","batch_id","position");--> statement-breakpoint
CREATE INDEX "items_in_order" ON "items" USING btree ("instance_id","position");--> statement-breakpoint
CREATE INDEX "items_by_file" ON "items" USING btree ("instance_id","file_id");--> statement-breakpoint
CREATE INDEX "items_accepted" ON "items" USING btree ("instance_id","updated_at") WHERE "items"."state" = 'accepted';--> statement-breakpoint
CREATE INDEX "items_verified" ON "items" USING btree ("instance_id","media_type") WHERE "items"."verification" = 'verified';--> statement-breakpoint
CREATE INDEX "tickets_of_upload" ON "tickets" USING btree ("instance_id","upload_id");--> statement-breakpoint
CREATE INDEX "tickets_by_file" ON "tickets" USING btree ("instance_id","file_id");