ALTER TABLE "items" ADD COLUMN "replaces" text;--> statement-breakpoint
ALTER TABLE "items" ADD COLUMN "replacement" text;--> statement-breakpoint
CREATE INDEX "items_replacing" ON "items" USING btree ("instance_id","position") WHERE "items"."state" = 'ready' and "items"."replaces" is not null and "items"."replacement" is null;