-- What a signature row must agree with, across tables. pg_temp comes last in the search path: a temporary table of the
-- same name would otherwise be read instead of the real one.

-- A row that names one person and carries another's certificate would show the citizen a signer who never signed.
-- A row beyond the document's count would add a signer to a document that is already out.
CREATE FUNCTION tapis_signature_agrees() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM certificates JOIN credentials ON credentials.id = certificates.credential_id
    WHERE certificates.id = new.certificate_id AND certificates.kind = new.kind AND credentials.signer_id = new.signer_id
  ) THEN
    RAISE EXCEPTION 'the certificate is not this signer''s, or of another kind'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signatures_certificate_is_signers';
  END IF;
  IF NOT EXISTS (SELECT FROM documents WHERE id = new.document_id AND signature_count > new.index) THEN
    RAISE EXCEPTION 'the document has no such signature'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signatures_within_count';
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER signatures_agree BEFORE INSERT ON signatures FOR EACH ROW EXECUTE FUNCTION tapis_signature_agrees();
--> statement-breakpoint
-- A document without its signatures would be "valid" and signed by nobody. Checked at COMMIT, so the order of writing is free.
CREATE FUNCTION tapis_signatures_complete() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF (SELECT count(*) FROM signatures WHERE document_id = new.id) <> new.signature_count THEN
    RAISE EXCEPTION 'the document does not have all its signatures'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signatures_complete';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER signatures_complete AFTER INSERT ON documents DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tapis_signatures_complete();
