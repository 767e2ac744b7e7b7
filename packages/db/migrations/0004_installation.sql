CREATE TABLE "charged_networks" (
	"network" text PRIMARY KEY NOT NULL,
	"full_at" timestamp (6) with time zone NOT NULL,
	CONSTRAINT "charged_networks_network_size" CHECK (char_length("charged_networks"."network") between 1 and 64),
	CONSTRAINT "charged_networks_full_at_finite" CHECK (isfinite("charged_networks"."full_at"))
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "events_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp (3) with time zone NOT NULL,
	"kind" text NOT NULL,
	"outcome" text NOT NULL,
	"actor" text NOT NULL,
	"application_id" uuid,
	"presented_credential" text,
	"operator" text,
	"agency_id" text,
	"signer_id" uuid,
	"certificate_id" uuid,
	"document_code" text,
	"address" "inet",
	"request_id" uuid,
	"changed" text[],
	CONSTRAINT "events_kind_known" CHECK ("events"."kind" in ('application.authenticate', 'application.register', 'application.disable', 'application.enable', 'agency.register', 'agency.change', 'template.register', 'template.change', 'signer.enrol', 'signer.change', 'signer.suspend', 'signer.resume', 'signer.unlock', 'document.sign', 'document.revoke', 'codes.guess', 'timestamp.request', 'orphans.move', 'portal-origin.move')),
	CONSTRAINT "events_outcome_is_code" CHECK ("events"."outcome" ~ '^(done|[A-Z][A-Z0-9_]{1,63})$' and "events"."outcome" !~ '([0-9][._@-]*){16}'),
	CONSTRAINT "events_actor_known" CHECK ("events"."actor" in ('application', 'operator', 'visitor', 'service')),
	CONSTRAINT "events_presented_credential_is_token" CHECK ("events"."presented_credential" ~ '^[A-Za-z0-9_-]{1,64}$' and "events"."presented_credential" !~ '([0-9][._@-]*){16}'),
	CONSTRAINT "events_operator_is_name" CHECK ("events"."operator" ~ '^[A-Za-z0-9._@-]{1,64}$' and "events"."operator" !~ '(^|[^0-9])([0-9][._@-]*){16}([^0-9]|$)'),
	CONSTRAINT "events_agency_is_slug" CHECK ("events"."agency_id" ~ '^[a-z][a-z0-9-]{1,31}$' and "events"."agency_id" !~ '([0-9][._@-]*){16}'),
	CONSTRAINT "events_document_code_is_crockford" CHECK ("events"."document_code" ~ '^[0-9A-HJKMNP-TV-Z]{16}$' and "events"."document_code" !~ '([0-9][._@-]*){16}'),
	CONSTRAINT "events_visitor_is_network" CHECK ("events"."actor" <> 'visitor' or (masklen("events"."address") <= case family("events"."address") when 4 then 24 else 48 end and "events"."address" = network("events"."address"))),
	CONSTRAINT "events_changed_are_names" CHECK (array_to_string("events"."changed", ',', '?') ~ '^[a-zA-Z]{1,40}(,[a-zA-Z]{1,40})*$')
);
--> statement-breakpoint
CREATE TABLE "installation" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"only_one" boolean DEFAULT true NOT NULL,
	"portal_origin" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "installation_only_one_unique" UNIQUE("only_one"),
	CONSTRAINT "installation_only_one_is_true" CHECK ("installation"."only_one"),
	CONSTRAINT "installation_portal_origin_is_origin" CHECK ("installation"."portal_origin" ~ '^https?://[^/?#@[:space:]]{1,255}$')
);
--> statement-breakpoint
CREATE TABLE "revocation_lists" (
	"issuer_certificate_id" uuid NOT NULL,
	"number" bigint NOT NULL,
	"entries" integer NOT NULL,
	"der" "bytea" NOT NULL,
	"issued_at" timestamp (3) with time zone NOT NULL,
	"next_update" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "revocation_lists_pk" PRIMARY KEY("issuer_certificate_id","number"),
	CONSTRAINT "revocation_lists_number_positive" CHECK ("revocation_lists"."number" > 0),
	CONSTRAINT "revocation_lists_entries_counted" CHECK ("revocation_lists"."entries" >= 0),
	CONSTRAINT "revocation_lists_der_size" CHECK (octet_length("revocation_lists"."der") between 64 and 67108864),
	CONSTRAINT "revocation_lists_next_update_after_issue" CHECK ("revocation_lists"."next_update" > "revocation_lists"."issued_at")
);
--> statement-breakpoint
ALTER TABLE "agencies" ADD COLUMN "is_demonstration" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD COLUMN "holder" uuid DEFAULT gen_random_uuid() NOT NULL;--> statement-breakpoint
ALTER TABLE "revocation_lists" ADD CONSTRAINT "revocation_lists_issuer_certificate_id_certificates_id_fk" FOREIGN KEY ("issuer_certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "charged_networks_full_index" ON "charged_networks" USING btree ("full_at");--> statement-breakpoint
CREATE INDEX "events_at_index" ON "events" USING btree ("at");--> statement-breakpoint
CREATE INDEX "events_signer_kind_at_index" ON "events" USING btree ("signer_id","kind","at");--> statement-breakpoint
CREATE INDEX "certificates_revoked_index" ON "certificates" USING btree ("issuer_certificate_id") WHERE "certificates"."revoked_at" is not null;--> statement-breakpoint
CREATE INDEX "documents_created_index" ON "documents" USING btree ("created_at");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_index" ON "idempotency_keys" USING btree ("created_at");