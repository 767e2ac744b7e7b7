-- What is written once stays as it was written. SQLSTATE TP001 is DatabaseError IMMUTABLE.
-- Triggers hold for every role but the tables' owner, who can drop them: the services' roles must not own the tables.

CREATE FUNCTION tapis_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused', tg_op, tg_table_name USING ERRCODE = 'TP001', CONSTRAINT = tg_name;
END $$;
--> statement-breakpoint
-- Allows one change in a row's life: the columns named in the trigger, while the first of them is still null.
-- Comparing whole rows protects a column that a later migration adds, without anybody remembering to.
CREATE FUNCTION tapis_set_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF to_jsonb(old) ->> tg_argv[0] IS NULL AND to_jsonb(new) ->> tg_argv[0] IS NOT NULL
     AND to_jsonb(new) - tg_argv = to_jsonb(old) - tg_argv THEN
    RETURN new;
  END IF;
  RAISE EXCEPTION '% of % is refused', tg_op, tg_table_name USING ERRCODE = 'TP001', CONSTRAINT = tg_name;
END $$;
--> statement-breakpoint
-- Rewriting who signed, when, or with which certificate.
CREATE TRIGGER signatures_never_change BEFORE UPDATE OR DELETE ON signatures FOR EACH ROW EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
CREATE TRIGGER signatures_never_emptied BEFORE TRUNCATE ON signatures FOR EACH STATEMENT EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
-- Putting another file's hash under a code that is already on paper, or bringing a revoked document back to life.
CREATE TRIGGER documents_only_revoked BEFORE UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION tapis_set_once('revoked_at', 'revocation_reason', 'status');
--> statement-breakpoint
-- Making a document that was issued look as if it never existed.
CREATE TRIGGER documents_never_deleted BEFORE DELETE ON documents FOR EACH ROW EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
CREATE TRIGGER documents_never_emptied BEFORE TRUNCATE ON documents FOR EACH STATEMENT EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
-- Swapping a holder's key for one whose passphrase somebody else knows, or unrevoking it.
CREATE TRIGGER credentials_only_revoked BEFORE UPDATE ON credentials FOR EACH ROW EXECUTE FUNCTION tapis_set_once('revoked_at');
--> statement-breakpoint
CREATE TRIGGER credentials_never_deleted BEFORE DELETE ON credentials FOR EACH ROW EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
CREATE TRIGGER credentials_never_emptied BEFORE TRUNCATE ON credentials FOR EACH STATEMENT EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
-- Giving old signatures a certificate with another name, or taking a certificate off the revocation list.
CREATE TRIGGER certificates_only_revoked BEFORE UPDATE ON certificates FOR EACH ROW EXECUTE FUNCTION tapis_set_once('revoked_at', 'revocation_reason');
--> statement-breakpoint
CREATE TRIGGER certificates_never_deleted BEFORE DELETE ON certificates FOR EACH ROW EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
CREATE TRIGGER certificates_never_emptied BEFORE TRUNCATE ON certificates FOR EACH STATEMENT EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
-- Slipping another authority key under an existing certificate.
CREATE TRIGGER authority_keys_only_retired BEFORE UPDATE ON authority_keys FOR EACH ROW EXECUTE FUNCTION tapis_set_once('retired_at');
--> statement-breakpoint
-- Taking the city's root away, so that the next setup makes another one in its place.
CREATE TRIGGER authority_keys_never_deleted BEFORE DELETE ON authority_keys FOR EACH ROW EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
CREATE TRIGGER authority_keys_never_emptied BEFORE TRUNCATE ON authority_keys FOR EACH STATEMENT EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
-- Pointing an answered request at another document. Deleting old keys stays possible.
CREATE TRIGGER idempotency_keys_done_is_final BEFORE UPDATE ON idempotency_keys FOR EACH ROW WHEN (old.state = 'done') EXECUTE FUNCTION tapis_refuse();
