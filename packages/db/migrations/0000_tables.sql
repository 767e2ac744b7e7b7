CREATE TABLE "agencies" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"short_name" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "agencies_id_is_slug" CHECK ("agencies"."id" ~ '^[a-z][a-z0-9-]{1,31}$'),
	CONSTRAINT "agencies_name_is_printable" CHECK ("agencies"."name" ~ '[^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]' and "agencies"."name" !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]' and char_length("agencies"."name") <= 200),
	CONSTRAINT "agencies_short_name_is_printable" CHECK ("agencies"."short_name" ~ '[^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]' and "agencies"."short_name" !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]' and char_length("agencies"."short_name") <= 60)
);
--> statement-breakpoint
CREATE TABLE "applications" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"agency_id" text NOT NULL,
	"name" text NOT NULL,
	"credential_id" text NOT NULL,
	"secret_sha256" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"disabled_at" timestamp (3) with time zone,
	CONSTRAINT "applications_agency_name_unique" UNIQUE("agency_id","name"),
	CONSTRAINT "applications_credential_id_unique" UNIQUE("credential_id"),
	CONSTRAINT "applications_id_agency_unique" UNIQUE("id","agency_id"),
	CONSTRAINT "applications_credential_id_is_token" CHECK ("applications"."credential_id" ~ '^[A-Za-z0-9_-]{3,64}$'),
	CONSTRAINT "applications_secret_is_sha256" CHECK (octet_length("applications"."secret_sha256") = 32),
	CONSTRAINT "applications_name_is_printable" CHECK ("applications"."name" ~ '[^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]' and "applications"."name" !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]' and char_length("applications"."name") <= 120),
	CONSTRAINT "applications_disabled_after_created" CHECK ("applications"."disabled_at" >= "applications"."created_at")
);
--> statement-breakpoint
CREATE TABLE "authority_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"algorithm" text NOT NULL,
	"encrypted_key" "bytea" NOT NULL,
	"certificate_id" uuid NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"retired_at" timestamp (3) with time zone,
	CONSTRAINT "authority_keys_kind_known" CHECK ("authority_keys"."kind" in ('root', 'ca', 'timestamp')),
	CONSTRAINT "authority_keys_encrypted_key_size" CHECK (octet_length("authority_keys"."encrypted_key") between 32 and 16384),
	CONSTRAINT "authority_keys_algorithm_is_name" CHECK ("authority_keys"."algorithm" ~ '^[a-z0-9][a-z0-9-]{2,63}$'),
	CONSTRAINT "authority_keys_retired_after_created" CHECK ("authority_keys"."retired_at" >= "authority_keys"."created_at")
);
--> statement-breakpoint
CREATE TABLE "certificates" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"serial_number" text NOT NULL,
	"subject" text NOT NULL,
	"issuer" text NOT NULL,
	"issuer_certificate_id" uuid,
	"credential_id" uuid,
	"der" "bytea" NOT NULL,
	"not_before" timestamp (3) with time zone NOT NULL,
	"not_after" timestamp (3) with time zone NOT NULL,
	"certified_provider" boolean NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revocation_reason" text,
	CONSTRAINT "certificates_issuer_serial_unique" UNIQUE("issuer","serial_number"),
	CONSTRAINT "certificates_id_certified_unique" UNIQUE("id","certified_provider"),
	CONSTRAINT "certificates_kind_known" CHECK ("certificates"."kind" in ('root', 'ca', 'timestamp', 'signature', 'seal')),
	CONSTRAINT "certificates_root_has_no_issuer" CHECK (("certificates"."kind" = 'root') = ("certificates"."issuer_certificate_id" is null)),
	CONSTRAINT "certificates_credential_iff_signing" CHECK (("certificates"."kind" in ('signature', 'seal')) = ("certificates"."credential_id" is not null)),
	CONSTRAINT "certificates_serial_is_hex" CHECK ("certificates"."serial_number" ~ '^[0-9a-f]{1,42}$'),
	CONSTRAINT "certificates_der_size" CHECK (octet_length("certificates"."der") between 64 and 65536),
	CONSTRAINT "certificates_validity_ordered" CHECK ("certificates"."not_before" < "certificates"."not_after"),
	CONSTRAINT "certificates_revocation_has_reason" CHECK (("certificates"."revoked_at" is null) = ("certificates"."revocation_reason" is null)),
	CONSTRAINT "certificates_revocation_reason_known" CHECK ("certificates"."revocation_reason" in ('unspecified', 'keyCompromise', 'cACompromise', 'affiliationChanged', 'superseded', 'cessationOfOperation', 'certificateHold', 'privilegeWithdrawn', 'aACompromise'))
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"signer_id" uuid NOT NULL,
	"algorithm" text NOT NULL,
	"encrypted_key" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "credentials_encrypted_key_size" CHECK (octet_length("credentials"."encrypted_key") between 32 and 16384),
	CONSTRAINT "credentials_algorithm_is_name" CHECK ("credentials"."algorithm" ~ '^[a-z0-9][a-z0-9-]{2,63}$'),
	CONSTRAINT "credentials_revoked_after_created" CHECK ("credentials"."revoked_at" >= "credentials"."created_at")
);
--> statement-breakpoint
CREATE TABLE "documents" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"code" char(16) NOT NULL,
	"agency_id" text NOT NULL,
	"agency_name" text NOT NULL,
	"agency_short_name" text NOT NULL,
	"application_id" uuid NOT NULL,
	"document_type" text NOT NULL,
	"number" text NOT NULL,
	"title" text NOT NULL,
	"facts" jsonb NOT NULL,
	"pages" integer NOT NULL,
	"submitted_sha256" "bytea" NOT NULL,
	"signed_sha256" "bytea" NOT NULL,
	"bytes" integer NOT NULL,
	"file_key" text NOT NULL,
	"signature_count" integer NOT NULL,
	"status" text NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	"revocation_reason" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "documents_code_unique" UNIQUE("code"),
	CONSTRAINT "documents_signed_sha256_unique" UNIQUE("signed_sha256"),
	CONSTRAINT "documents_file_key_unique" UNIQUE("file_key"),
	CONSTRAINT "documents_id_application_unique" UNIQUE("id","application_id"),
	CONSTRAINT "documents_code_is_crockford" CHECK ("documents"."code" ~ '^[0-9A-HJKMNP-TV-Z]{16}$'),
	CONSTRAINT "documents_status_known" CHECK ("documents"."status" in ('valid', 'revoked')),
	CONSTRAINT "documents_status_agrees_with_revocation" CHECK (num_nonnulls("documents"."revoked_at", "documents"."revocation_reason") = case "documents"."status" when 'revoked' then 2 else 0 end),
	CONSTRAINT "documents_revoked_after_created" CHECK ("documents"."revoked_at" >= "documents"."created_at"),
	CONSTRAINT "documents_revocation_reason_is_printable" CHECK ("documents"."revocation_reason" ~ '[^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]' and "documents"."revocation_reason" !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]' and char_length("documents"."revocation_reason") <= 500),
	CONSTRAINT "documents_hashes_are_sha256" CHECK (octet_length("documents"."submitted_sha256") = 32 and octet_length("documents"."signed_sha256") = 32),
	CONSTRAINT "documents_signed_differs_from_submitted" CHECK ("documents"."signed_sha256" <> "documents"."submitted_sha256"),
	CONSTRAINT "documents_size_positive" CHECK ("documents"."pages" > 0 and "documents"."bytes" > 0),
	CONSTRAINT "documents_signature_count_bounded" CHECK ("documents"."signature_count" between 1 and 50),
	CONSTRAINT "documents_file_key_is_relative" CHECK ("documents"."file_key" ~ '^[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*$' and char_length("documents"."file_key") <= 200),
	CONSTRAINT "documents_type_is_printable" CHECK ("documents"."document_type" ~ '[^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]' and "documents"."document_type" !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]' and char_length("documents"."document_type") <= 100),
	CONSTRAINT "documents_number_is_printable" CHECK ("documents"."number" !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]' and char_length("documents"."number") <= 200),
	CONSTRAINT "documents_title_is_printable" CHECK ("documents"."title" ~ '[^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]' and "documents"."title" !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]' and char_length("documents"."title") <= 500),
	CONSTRAINT "documents_facts_are_labelled_values" CHECK (case jsonb_typeof("documents"."facts") when 'array' then
        jsonb_array_length(jsonb_path_query_array("documents"."facts", 'strict $[*] ? (@.label.type() == "string" && @.value.type() == "string" && !(@.label like_regex "[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]") && !(@.value like_regex "[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]"))', '{}', true)) = jsonb_array_length("documents"."facts")
        and octet_length("documents"."facts"::text) <= 16384 else false end)
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"application_id" uuid NOT NULL,
	"key" text NOT NULL,
	"request_sha256" "bytea" NOT NULL,
	"state" text NOT NULL,
	"document_id" uuid,
	"created_at" timestamp (3) with time zone NOT NULL,
	"lease_until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_pk" PRIMARY KEY("application_id","key"),
	CONSTRAINT "idempotency_keys_state_known" CHECK ("idempotency_keys"."state" in ('in_progress', 'done')),
	CONSTRAINT "idempotency_keys_document_iff_done" CHECK (("idempotency_keys"."state" = 'done') = ("idempotency_keys"."document_id" is not null)),
	CONSTRAINT "idempotency_keys_key_size" CHECK ("idempotency_keys"."key" ~ '^[!-~]{1,255}$'),
	CONSTRAINT "idempotency_keys_request_is_sha256" CHECK (octet_length("idempotency_keys"."request_sha256") = 32),
	CONSTRAINT "idempotency_keys_lease_after_reservation" CHECK ("idempotency_keys"."lease_until" > "idempotency_keys"."created_at")
);
--> statement-breakpoint
CREATE TABLE "signatures" (
	"document_id" uuid NOT NULL,
	"index" integer NOT NULL,
	"signer_id" uuid NOT NULL,
	"certificate_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"level" text NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"field_name" text NOT NULL,
	"signer_name" text NOT NULL,
	"position" text NOT NULL,
	"agency_name" text NOT NULL,
	CONSTRAINT "signatures_pk" PRIMARY KEY("document_id","index"),
	CONSTRAINT "signatures_field_unique" UNIQUE("document_id","field_name"),
	CONSTRAINT "signatures_kind_known" CHECK ("signatures"."kind" in ('signature', 'seal')),
	CONSTRAINT "signatures_level_known" CHECK ("signatures"."level" in ('B-B', 'B-T', 'B-LT', 'B-LTA')),
	CONSTRAINT "signatures_index_from_zero" CHECK ("signatures"."index" >= 0),
	CONSTRAINT "signatures_field_name_size" CHECK (char_length("signatures"."field_name") between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "signers" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"agency_id" text NOT NULL,
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"position" text NOT NULL,
	"nip" text,
	"nik_encrypted" "bytea",
	"nik_lookup" "bytea",
	"nik_masked" text,
	"status" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "signers_nik_lookup_unique" UNIQUE("nik_lookup"),
	CONSTRAINT "signers_kind_known" CHECK ("signers"."kind" in ('person', 'agency-seal')),
	CONSTRAINT "signers_status_known" CHECK ("signers"."status" in ('active', 'suspended')),
	CONSTRAINT "signers_nik_iff_person" CHECK (num_nonnulls("signers"."nik_encrypted", "signers"."nik_lookup", "signers"."nik_masked") = case "signers"."kind" when 'person' then 3 else 0 end),
	CONSTRAINT "signers_nik_is_encrypted" CHECK (octet_length("signers"."nik_encrypted") between 44 and 512),
	CONSTRAINT "signers_nik_lookup_is_keyed_hash" CHECK (octet_length("signers"."nik_lookup") = 32),
	CONSTRAINT "signers_nik_is_masked" CHECK (char_length("signers"."nik_masked") <= 24 and char_length(regexp_replace("signers"."nik_masked", '[^0-9]', '', 'g')) <= 10),
	CONSTRAINT "signers_nip_is_18_digits" CHECK ("signers"."nip" is null or ("signers"."nip" ~ '^[0-9]{18}$' and "signers"."kind" = 'person')),
	CONSTRAINT "signers_name_is_printable" CHECK ("signers"."name" ~ '[^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]' and "signers"."name" !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]' and char_length("signers"."name") <= 200),
	CONSTRAINT "signers_position_is_printable" CHECK (("signers"."kind" = 'agency-seal' or "signers"."position" ~ '[^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]') and "signers"."position" !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]' and char_length("signers"."position") <= 300)
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"agency_id" text NOT NULL,
	"name" text NOT NULL,
	"page" integer,
	"x" double precision,
	"y" double precision,
	"width" double precision NOT NULL,
	"height" double precision NOT NULL,
	"anchor" text,
	"created_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "templates_agency_name_unique" UNIQUE("agency_id","name"),
	CONSTRAINT "templates_name_is_slug" CHECK ("templates"."name" ~ '^[a-z0-9][a-z0-9-]{0,63}$'),
	CONSTRAINT "templates_box_or_anchor" CHECK (num_nonnulls("templates"."page", "templates"."x", "templates"."y") = case when "templates"."anchor" is null then 3 else 0 end),
	CONSTRAINT "templates_page_from_start_or_last" CHECK ("templates"."page" between 1 and 100000 or "templates"."page" = -1),
	CONSTRAINT "templates_box_in_points" CHECK ("templates"."width" > 0 and "templates"."width" <= 14400 and "templates"."height" > 0 and "templates"."height" <= 14400 and coalesce("templates"."x", 0) between 0 and 14400 and coalesce("templates"."y", 0) between 0 and 14400),
	CONSTRAINT "templates_anchor_size" CHECK (char_length("templates"."anchor") between 1 and 100)
);
--> statement-breakpoint
ALTER TABLE "applications" ADD CONSTRAINT "applications_agency_id_agencies_id_fk" FOREIGN KEY ("agency_id") REFERENCES "public"."agencies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authority_keys" ADD CONSTRAINT "authority_keys_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_issuer_certificate_id_certificates_id_fk" FOREIGN KEY ("issuer_certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_credential_id_credentials_id_fk" FOREIGN KEY ("credential_id") REFERENCES "public"."credentials"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "certificates" ADD CONSTRAINT "certificates_certified_as_issuer_fk" FOREIGN KEY ("issuer_certificate_id","certified_provider") REFERENCES "public"."certificates"("id","certified_provider") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_signer_id_signers_id_fk" FOREIGN KEY ("signer_id") REFERENCES "public"."signers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_agency_id_agencies_id_fk" FOREIGN KEY ("agency_id") REFERENCES "public"."agencies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_application_of_agency_fk" FOREIGN KEY ("application_id","agency_id") REFERENCES "public"."applications"("id","agency_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_application_id_applications_id_fk" FOREIGN KEY ("application_id") REFERENCES "public"."applications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_document_of_application_fk" FOREIGN KEY ("document_id","application_id") REFERENCES "public"."documents"("id","application_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_signer_id_signers_id_fk" FOREIGN KEY ("signer_id") REFERENCES "public"."signers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_certificate_id_certificates_id_fk" FOREIGN KEY ("certificate_id") REFERENCES "public"."certificates"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signers" ADD CONSTRAINT "signers_agency_id_agencies_id_fk" FOREIGN KEY ("agency_id") REFERENCES "public"."agencies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "templates" ADD CONSTRAINT "templates_agency_id_agencies_id_fk" FOREIGN KEY ("agency_id") REFERENCES "public"."agencies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "authority_keys_one_active_per_kind" ON "authority_keys" USING btree ("kind") WHERE "authority_keys"."retired_at" is null;--> statement-breakpoint
CREATE INDEX "certificates_credential_index" ON "certificates" USING btree ("credential_id");--> statement-breakpoint
CREATE UNIQUE INDEX "credentials_one_active_per_signer" ON "credentials" USING btree ("signer_id") WHERE "credentials"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "documents_agency_created_index" ON "documents" USING btree ("agency_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "signers_one_seal_per_agency" ON "signers" USING btree ("agency_id") WHERE "signers"."kind" = 'agency-seal';