CREATE TABLE "signing_steps" (
	"document_id" uuid NOT NULL,
	"index" integer NOT NULL,
	"rank" integer NOT NULL,
	"role" text NOT NULL,
	"signer_id" uuid NOT NULL,
	"state" text NOT NULL,
	"acted_at" timestamp (3) with time zone,
	"reason" text,
	"signature_index" integer,
	CONSTRAINT "signing_steps_pk" PRIMARY KEY("document_id","index"),
	CONSTRAINT "signing_steps_signature_unique" UNIQUE("document_id","signature_index"),
	CONSTRAINT "signing_steps_role_known" CHECK ("signing_steps"."role" in ('initial', 'signature', 'seal')),
	CONSTRAINT "signing_steps_index_bounded" CHECK ("signing_steps"."index" between 0 and 99),
	CONSTRAINT "signing_steps_rank_bounded" CHECK ("signing_steps"."rank" between 0 and 99),
	CONSTRAINT "signing_steps_state_of_role" CHECK ("signing_steps"."state" in ('waiting', 'active', 'declined', 'dropped') or "signing_steps"."state" = case "signing_steps"."role" when 'initial' then 'approved' else 'signed' end),
	CONSTRAINT "signing_steps_signed_has_signature" CHECK (("signing_steps"."state" = 'signed') = ("signing_steps"."signature_index" is not null)),
	CONSTRAINT "signing_steps_acted_has_time" CHECK (("signing_steps"."state" in ('approved', 'signed', 'declined')) = ("signing_steps"."acted_at" is not null)),
	CONSTRAINT "signing_steps_declined_has_reason" CHECK (("signing_steps"."state" = 'declined') = ("signing_steps"."reason" is not null)),
	CONSTRAINT "signing_steps_reason_is_printable" CHECK ("signing_steps"."reason" ~ '[^\u0001-\u0020\u007f-\u00a0\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2069\u3000\ufeff]' and "signing_steps"."reason" !~ '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]' and char_length("signing_steps"."reason") <= 500)
);
--> statement-breakpoint
ALTER TABLE "credentials" DROP CONSTRAINT "credentials_encrypted_key_size";--> statement-breakpoint
ALTER TABLE "documents" DROP CONSTRAINT "documents_status_known";--> statement-breakpoint
ALTER TABLE "credentials" ALTER COLUMN "encrypted_key" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "documents" ALTER COLUMN "signed_sha256" DROP NOT NULL;--> statement-breakpoint
-- All that there are so far are software keys. A default fills them in where an UPDATE would be refused (credentials_only_revoked).
ALTER TABLE "credentials" ADD COLUMN "kind" text DEFAULT 'software' NOT NULL;--> statement-breakpoint
ALTER TABLE "credentials" ALTER COLUMN "kind" DROP DEFAULT;--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "key_reference" text;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "expires_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "documents" ADD COLUMN "ended_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "signatures" ADD CONSTRAINT "signatures_of_signer_unique" UNIQUE("document_id","index","signer_id","kind");--> statement-breakpoint
ALTER TABLE "signing_steps" ADD CONSTRAINT "signing_steps_document_id_documents_id_fk" FOREIGN KEY ("document_id") REFERENCES "public"."documents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signing_steps" ADD CONSTRAINT "signing_steps_signer_id_signers_id_fk" FOREIGN KEY ("signer_id") REFERENCES "public"."signers"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "signing_steps" ADD CONSTRAINT "signing_steps_own_signature_fk" FOREIGN KEY ("document_id","signature_index","signer_id","role") REFERENCES "public"."signatures"("document_id","index","signer_id","kind") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "signing_steps_one_signature_per_rank" ON "signing_steps" USING btree ("document_id","rank") WHERE "signing_steps"."role" <> 'initial';--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_kind_known" CHECK ("credentials"."kind" in ('software', 'pkcs12', 'pkcs11', 'remote'));--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_key_of_kind" CHECK (("credentials"."encrypted_key" is not null) = ("credentials"."kind" in ('software', 'pkcs12')) and ("credentials"."key_reference" is not null) = ("credentials"."kind" in ('pkcs11', 'remote')));--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_key_reference_is_line" CHECK ("credentials"."key_reference" ~ '^[!-~]+$' and char_length("credentials"."key_reference") <= 500);--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_encrypted_key_size" CHECK (octet_length("credentials"."encrypted_key") between 32 and case "credentials"."kind" when 'pkcs12' then 65536 else 16384 end);--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_published_is_signed" CHECK ("documents"."status" not in ('valid', 'revoked') or "documents"."signed_sha256" is not null);--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_ended_has_time" CHECK (("documents"."status" in ('refused', 'cancelled', 'expired')) = ("documents"."ended_at" is not null));--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_times_ordered" CHECK ("documents"."ended_at" >= "documents"."created_at" and "documents"."expires_at" > "documents"."created_at");--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_expired_had_term" CHECK ("documents"."status" <> 'expired' or coalesce("documents"."ended_at" >= "documents"."expires_at", false));--> statement-breakpoint
ALTER TABLE "documents" ADD CONSTRAINT "documents_status_known" CHECK ("documents"."status" in ('awaiting', 'valid', 'revoked', 'refused', 'cancelled', 'expired'));