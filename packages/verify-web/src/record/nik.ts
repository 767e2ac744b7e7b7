// Keeps identity numbers off the public page, whatever an agency wrote into a title or a fact. The
// signer refuses a request that holds one, by the same rule; this is for records that were written
// before it did, or by another hand.

import type { PublicRecord } from '@tapis/db/public'
import { findPopulationNumbers, splitNumberPaths } from '@tapis/nik'

const HIDDEN = '(nomor kependudukan disembunyikan)'

/**
 * Returns the text with every number shaped like a NIK or a family-card number replaced by words.
 */
export function withoutNik(text: string): string {
  return findPopulationNumbers(text).reduceRight(
    (shown, { start, end }) => shown.slice(0, start) + HIDDEN + shown.slice(end),
    text,
  )
}

/**
 * Returns the record with {@link withoutNik} applied to everything an agency wrote freely. A field
 * that holds a part of such a number, of which its neighbours hold the rest, is hidden whole.
 * Digests and serial numbers are untouched.
 */
export function recordWithoutNik(record: PublicRecord): PublicRecord {
  const parts = new Set(splitNumberPaths(record).map(String))
  const shown = (text: string, ...path: readonly (string | number)[]) =>
    parts.has(String(path)) ? HIDDEN : withoutNik(text)
  const written = {
    documentType: shown(record.documentType, 'documentType'),
    number: shown(record.number, 'number'),
    title: shown(record.title, 'title'),
    facts: record.facts.map(({ label, value }, index) => ({
      label: shown(label, 'facts', index, 'label'),
      value: shown(value, 'facts', index, 'value'),
    })),
    signatures: record.signatures.map((signature) => ({
      ...signature,
      signerName: withoutNik(signature.signerName),
      position: withoutNik(signature.position),
    })),
  }
  if (record.status !== 'revoked') return { ...record, ...written }
  return { ...record, ...written, revocationReason: withoutNik(record.revocationReason) }
}
