-- What a row must agree with, across tables. pg_temp comes last in the search path: a temporary table of the same name would
-- otherwise be read instead of the real one.

-- A signer's certificate that issues others would make every signer a CA. A missing issuer is the foreign key's to refuse.
CREATE FUNCTION tapis_certificate_agrees() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM certificates WHERE id = new.issuer_certificate_id AND kind NOT IN ('root', 'ca')) THEN
    RAISE EXCEPTION 'the issuer is neither a root nor a CA'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'certificates_issued_by_authority';
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER certificates_agree BEFORE INSERT ON certificates FOR EACH ROW EXECUTE FUNCTION tapis_certificate_agrees();
--> statement-breakpoint
-- A document that names another agency than its own would show the citizen an issuer who never issued it. A missing agency
-- is the foreign key's to refuse.
CREATE FUNCTION tapis_document_agrees() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM agencies
    WHERE id = new.agency_id AND (name, short_name) IS DISTINCT FROM (new.agency_name, new.agency_short_name)
  ) THEN
    RAISE EXCEPTION 'the agency has another name'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'documents_name_their_agency';
  END IF;
  RETURN new;
END $$;
--> statement-breakpoint
CREATE TRIGGER documents_agree BEFORE INSERT ON documents FOR EACH ROW EXECUTE FUNCTION tapis_document_agrees();
--> statement-breakpoint
-- A row that names one person and carries another's certificate would show the citizen a signer who never signed; so would
-- another name than the signer's, or the signer of another agency. A certificate that is revoked or was not valid at the time
-- would turn a stolen key's signature into a record. A row beyond the document's count would add a signer to a document that
-- is already out.
CREATE FUNCTION tapis_signature_agrees() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM certificates JOIN credentials ON credentials.id = certificates.credential_id
    WHERE certificates.id = new.certificate_id AND certificates.kind = new.kind AND credentials.signer_id = new.signer_id
  ) THEN
    RAISE EXCEPTION 'the certificate is not this signer''s, or of another kind'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signatures_certificate_is_signers';
  END IF;
  IF NOT EXISTS (
    SELECT FROM certificates JOIN credentials ON credentials.id = certificates.credential_id
    WHERE certificates.id = new.certificate_id AND certificates.revoked_at IS NULL AND credentials.revoked_at IS NULL
      AND new.signed_at BETWEEN certificates.not_before AND certificates.not_after
  ) THEN
    RAISE EXCEPTION 'the certificate or its credential is revoked, or was not valid at the time of signing'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signatures_certificate_in_force';
  END IF;
  IF NOT EXISTS (SELECT FROM documents WHERE id = new.document_id AND signature_count > new.index) THEN
    RAISE EXCEPTION 'the document has no such signature'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signatures_within_count';
  END IF;
  IF NOT EXISTS (
    SELECT FROM documents JOIN signers ON signers.agency_id = documents.agency_id
    WHERE documents.id = new.document_id AND signers.id = new.signer_id
  ) THEN
    RAISE EXCEPTION 'the signer is of another agency than the document'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signatures_signer_of_agency';
  END IF;
  IF NOT EXISTS (
    SELECT FROM signers JOIN agencies ON agencies.id = signers.agency_id
    WHERE signers.id = new.signer_id
      AND (signers.name, signers.position, agencies.name) = (new.signer_name, new.position, new.agency_name)
  ) THEN
    RAISE EXCEPTION 'the signer has another name, position or agency'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'signatures_named_as_registered';
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
