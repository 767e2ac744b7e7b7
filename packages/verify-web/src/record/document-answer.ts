// Writes the public record and its verdicts for applications, field by field, so that a column
// added to the record does not become public by itself.

import type { PublicRecord } from '@tapis/db/public'
import { parseDocumentCode, verificationUrl } from '@tapis/qr-seal'
import type { Portal } from '../portal.ts'
import type { Sentences, Statement } from '../words/sentences.ts'
import type { Judgement } from './judgement.ts'

/** A record with everything that is said of it, as of `checkedAt`. */
export type Shown = {
  readonly record: PublicRecord
  readonly judgement: Judgement
  readonly words: Sentences
  readonly checkedAt: Date
  /** Names the failure in the operator's log, where the record is not proven. */
  readonly failure: string | undefined
}

/**
 * Returns the body of `GET /V/{code}` with `Accept: application/json`. Instants are ISO 8601 in
 * UTC, `sha256` is lower-case hex.
 */
export function documentAnswer(portal: Portal, { record, judgement, words, checkedAt, failure }: Shown) {
  const code = parseDocumentCode(record.code)
  return {
    code: record.code,
    url: code === undefined ? undefined : verificationUrl(portal.origin, code),
    checkedAt: checkedAt.toISOString(),
    state: judgement.state,
    // It is called as in a problem document.
    id: failure,
    sentence: words.banner.sentence,
    verdicts: {
      integrity: { ...judgement.integrity, ...spoken(words.integrity) },
      status: { ...judgement.status, ...spoken(words.status) },
      issuer: { ...judgement.issuer, ...spoken(words.issuer) },
    },
    document: {
      type: record.documentType,
      number: record.number,
      title: record.title,
      agency: { name: record.agency.name, shortName: record.agency.shortName },
      facts: record.facts.map(({ label, value }) => ({ label, value })),
      pages: record.pages,
      bytes: record.bytes,
      sha256: record.sha256,
      recordedAt: record.createdAt,
    },
    signatures: record.signatures.map((signature) => ({
      kind: signature.kind,
      signerName: signature.signerName,
      position: signature.position,
      agencyName: signature.agencyName,
      signedAt: signature.signedAt,
      level: signature.level,
      certificateIssuer: signature.certificateIssuer,
      certificateSerial: signature.certificateSerial,
      certifiedProvider: signature.certifiedProvider,
    })),
  }
}

function spoken({ word, sentence }: Statement) {
  return { word, sentence }
}
