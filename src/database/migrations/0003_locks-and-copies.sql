CREATE TABLE "doubtful_copies" (
	"instance_id" text NOT NULL,
	"file_id" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "doubtful_copies_instance_id_file_id_pk" PRIMARY KEY("instance_id","file_id")
);
--> statement-breakpoint
CREATE TABLE "site_locks" (
	"instance_id" text NOT NULL,
	"name" text NOT NULL,
	"holder" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "site_locks_instance_id_name_pk" PRIMARY KEY("instance_id","name")
);
--> statement-breakpoint
CREATE INDEX "doubtful_copies_due" ON "doubtful_copies" USING btree ("instance_id","due_at");