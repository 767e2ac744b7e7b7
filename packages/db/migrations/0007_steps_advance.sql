-- What was signed before there were steps was signed in one step for each signature, one after the other.
INSERT INTO signing_steps (document_id, index, rank, role, signer_id, state, acted_at, signature_index)
SELECT document_id, index, index, kind, signer_id, 'signed', signed_at, index FROM signatures;
--> statement-breakpoint
DROP TRIGGER documents_only_revoked ON documents;
--> statement-breakpoint
-- Putting another file's hash under a code that is already on paper, or bringing a document that has ended back to life. While steps
-- are awaited, each signature brings a new file; afterwards only a revocation comes, once.
CREATE FUNCTION tapis_document_advances() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  may_change text[] := CASE
    WHEN old.status = 'awaiting' AND new.status IN ('awaiting', 'valid') THEN ARRAY['status', 'file_key', 'bytes', 'signed_sha256']
    WHEN old.status = 'awaiting' AND new.status IN ('refused', 'cancelled', 'expired') THEN ARRAY['status', 'ended_at']
    WHEN old.status = 'valid' AND new.status = 'revoked' THEN ARRAY['status', 'revoked_at', 'revocation_reason']
  END;
BEGIN
  IF may_change IS NOT NULL AND to_jsonb(new) - may_change = to_jsonb(old) - may_change THEN
    RETURN new;
  END IF;
  RAISE EXCEPTION '% of % is refused', tg_op, tg_table_name USING ERRCODE = 'TP001', CONSTRAINT = tg_name;
END $$;
--> statement-breakpoint
CREATE TRIGGER documents_only_advance BEFORE UPDATE ON documents FOR EACH ROW EXECUTE FUNCTION tapis_document_advances();
--> statement-breakpoint
-- Signing for somebody else, taking a refusal back, or a step that is done a second time.
CREATE FUNCTION tapis_step_advances() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  may_change text[] := ARRAY['state', 'acted_at', 'reason', 'signature_index'];
BEGIN
  IF to_jsonb(new) - may_change = to_jsonb(old) - may_change AND (
    (old.state = 'waiting' AND new.state IN ('active', 'dropped'))
    OR (old.state = 'active' AND new.state IN ('approved', 'signed', 'declined', 'dropped'))
  ) THEN
    RETURN new;
  END IF;
  RAISE EXCEPTION '% of % is refused', tg_op, tg_table_name USING ERRCODE = 'TP001', CONSTRAINT = tg_name;
END $$;
--> statement-breakpoint
CREATE TRIGGER signing_steps_only_advance BEFORE UPDATE ON signing_steps FOR EACH ROW EXECUTE FUNCTION tapis_step_advances();
--> statement-breakpoint
-- Leaving out somebody whose turn had not come.
CREATE TRIGGER signing_steps_never_deleted BEFORE DELETE ON signing_steps FOR EACH ROW EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
CREATE TRIGGER signing_steps_never_emptied BEFORE TRUNCATE ON signing_steps FOR EACH STATEMENT EXECUTE FUNCTION tapis_refuse();
--> statement-breakpoint
-- A step of another agency's signer, or a seal that a person is to give.
CREATE FUNCTION tapis_step_agrees() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM documents JOIN signers ON signers.agency_id = documents.agency_id
    WHERE documents.id = new.document_id AND signers.id = new.signer_id
      AND (new.role = 'seal') = (signers.kind = 'agency-seal')
  ) THEN
    RAISE EXCEPTION 'the signer is of another agency than the document, or of another kind than the step'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signing_steps_signer_of_agency';
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER signing_steps_agree BEFORE INSERT ON signing_steps FOR EACH ROW EXECUTE FUNCTION tapis_step_agrees();
--> statement-breakpoint
-- A document, its steps and its signatures say one thing. Checked at COMMIT, so the order of writing is free.
CREATE FUNCTION tapis_document_in_order() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  of_document uuid := (to_jsonb(new) ->> tg_argv[0])::uuid;
  document record;
  steps record;
  signed integer := (SELECT count(*) FROM signatures WHERE document_id = of_document);
  broken text;
BEGIN
  SELECT status, signature_count, signed_sha256 INTO document FROM documents WHERE id = of_document;
  SELECT count(*) AS planned,
    count(*) FILTER (WHERE role <> 'initial') AS signing,
    count(*) FILTER (WHERE state = 'signed') AS signed,
    count(*) FILTER (WHERE state IN ('waiting', 'active')) AS open,
    count(*) FILTER (WHERE state IN ('approved', 'signed')) AS done,
    count(*) FILTER (WHERE state = 'declined') AS declined,
    count(*) FILTER (WHERE state = 'dropped') AS dropped,
    max(rank) FILTER (WHERE state IN ('approved', 'signed')) AS reached,
    min(rank) FILTER (WHERE state NOT IN ('approved', 'signed')) AS next,
    min(rank) FILTER (WHERE state = 'active') AS active,
    max(rank) FILTER (WHERE state = 'active') AS last_active,
    min(rank) FILTER (WHERE state = 'waiting') AS waiting,
    max(rank) FILTER (WHERE role <> 'seal') AS last_before_seal,
    min(rank) FILTER (WHERE role = 'seal') AS seal
  INTO steps FROM signing_steps WHERE document_id = of_document;

  broken := CASE
    -- A document without its signatures would be "valid" and signed by nobody.
    WHEN steps.signing <> document.signature_count OR signed <> steps.signed
      OR (document.status IN ('valid', 'revoked') AND signed <> document.signature_count) THEN 'signatures_complete'
    WHEN (signed = 0) <> (document.signed_sha256 IS NULL) THEN 'documents_signed_iff_signatures'
    -- A seal assures what the signers signed: it comes last. A signature changes the bytes that an initial beside it approves.
    WHEN steps.last_before_seal >= steps.seal OR EXISTS (
      SELECT FROM signing_steps one JOIN signing_steps other USING (document_id, rank)
      WHERE document_id = of_document AND one.role <> 'initial' AND other.index <> one.index
    ) THEN 'signing_steps_in_sequence'
    -- A step taken before those that come before it.
    WHEN steps.reached > steps.next THEN 'signing_steps_in_sequence'
    WHEN NOT CASE document.status
      WHEN 'awaiting' THEN steps.declined + steps.dropped = 0 AND coalesce(steps.active = steps.next AND steps.last_active = steps.next, false)
        AND coalesce(steps.waiting > steps.next, true)
      WHEN 'refused' THEN steps.declined = 1 AND steps.open = 0
      WHEN 'cancelled' THEN steps.declined + steps.open + steps.signed = 0 AND steps.dropped > 0
      WHEN 'expired' THEN steps.declined + steps.open = 0 AND steps.dropped > 0
      ELSE steps.done = steps.planned
    END THEN 'documents_status_agrees_with_steps'
  END;
  IF broken IS NOT NULL THEN
    RAISE EXCEPTION 'the document, its steps and its signatures disagree' USING ERRCODE = 'check_violation', CONSTRAINT = broken;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
DROP TRIGGER signatures_complete ON documents;
--> statement-breakpoint
DROP FUNCTION tapis_signatures_complete();
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER documents_in_order AFTER INSERT OR UPDATE ON documents DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tapis_document_in_order('id');
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER signatures_in_order AFTER INSERT ON signatures DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tapis_document_in_order('document_id');
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER signing_steps_in_order AFTER INSERT OR UPDATE ON signing_steps DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tapis_document_in_order('document_id');
--> statement-breakpoint
-- The public sees what was published, and nothing of a document on its way.
CREATE OR REPLACE VIEW public_documents AS
SELECT documents.code, documents.status, documents.revoked_at, documents.revocation_reason,
  documents.agency_name, documents.agency_short_name,
  documents.document_type, documents.number, documents.title, documents.facts, documents.pages,
  documents.signed_sha256, documents.bytes, documents.created_at
FROM documents WHERE documents.status IN ('valid', 'revoked');
--> statement-breakpoint
CREATE OR REPLACE VIEW public_signatures AS
SELECT documents.code AS document_code, signatures.index, signatures.kind, signatures.level,
  signatures.signer_name, signatures.position, signatures.agency_name, signatures.signed_at,
  certificates.issuer AS certificate_issuer, certificates.serial_number AS certificate_serial, certificates.certified_provider
FROM signatures
JOIN documents ON documents.id = signatures.document_id AND documents.status IN ('valid', 'revoked')
JOIN certificates ON certificates.id = signatures.certificate_id;
