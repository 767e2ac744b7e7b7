// Keeps identity numbers off the public page, whatever an agency wrote into a title or a fact. A NIK is 16 digits: region (6),
// date of birth (ddmmyy, day + 40 for women), serial (4). Family-card numbers have the same shape and the same protection
// (UU 23/2006 Art. 84). The 18 digits of a civil servant's NIP are left alone.

import type { PublicRecord } from '@tapis/db/public'

// A dot or hyphen before the run makes it the tail of a longer number, such as the 18 digits of a tax object (NOP); a space may
// only part two words, and then hiding too much is the lesser harm.
const SIXTEEN_DIGITS = /(?<!\d[.-]?)\d(?:[ .-]?\d){15}(?![ .-]?\d)/g
const HIDDEN = '(nomor kependudukan disembunyikan)'

/** The text with every number shaped like a NIK or a family-card number replaced by words. */
export function withoutNik(text: string): string {
  return text.replace(SIXTEEN_DIGITS, (number) => (isNikShaped(number) ? HIDDEN : number))
}

/** The record with {@link withoutNik} applied to everything an agency wrote freely. Digests and serial numbers are untouched. */
export function recordWithoutNik(record: PublicRecord): PublicRecord {
  const written = {
    documentType: withoutNik(record.documentType),
    number: withoutNik(record.number),
    title: withoutNik(record.title),
    facts: record.facts.map(({ label, value }) => ({ label: withoutNik(label), value: withoutNik(value) })),
    signatures: record.signatures.map((signature) => ({
      ...signature,
      signerName: withoutNik(signature.signerName),
      position: withoutNik(signature.position),
    })),
  }
  if (record.status !== 'revoked') return { ...record, ...written }
  return { ...record, ...written, revocationReason: withoutNik(record.revocationReason) }
}

function isNikShaped(number: string): boolean {
  const digits = number.replace(/\D/g, '')
  const day = Number(digits.slice(6, 8))
  const month = Number(digits.slice(8, 10))
  return ((day >= 1 && day <= 31) || (day >= 41 && day <= 71)) && month >= 1 && month <= 12
}
