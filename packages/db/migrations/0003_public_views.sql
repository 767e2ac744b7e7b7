-- All that the portal may read. A view runs with its owner's rights, so the portal's role needs SELECT on these two and on
-- no table: code running in the portal cannot reach a NIK, a key, a secret, or who submitted a document.

CREATE VIEW public_documents AS
SELECT documents.code, documents.status, documents.revoked_at, documents.revocation_reason,
  documents.agency_name, documents.agency_short_name,
  documents.document_type, documents.number, documents.title, documents.facts, documents.pages,
  documents.signed_sha256, documents.bytes, documents.created_at
FROM documents;
--> statement-breakpoint
CREATE VIEW public_signatures AS
SELECT documents.code AS document_code, signatures.index, signatures.kind, signatures.level,
  signatures.signer_name, signatures.position, signatures.agency_name, signatures.signed_at,
  certificates.issuer AS certificate_issuer, certificates.serial_number AS certificate_serial, certificates.certified_provider
FROM signatures
JOIN documents ON documents.id = signatures.document_id
JOIN certificates ON certificates.id = signatures.certificate_id;
