// What the stamp says, in Bahasa Indonesia, as paragraphs for the layout. The words about the
// certificate come from the trust profile of the certificate used, so that no other authority's
// name is ever printed (PP 71/2019 Art. 60).

import { type DocumentCode, documentCodeFrom, formatDocumentCode } from '@tapis/qr-seal'
import { dateInWords } from './date-in-words.ts'

/** The facts of one signature that the stamp shows. */
export interface StampLines {
  /** A person's signature (TTE), or an agency's seal (segel elektronik). */
  readonly kind: 'signature' | 'seal'
  /** Full name with titles; for a seal the agency's own name. */
  readonly signerName: string
  /** Jabatan; may be empty for a seal. */
  readonly position: string
  readonly agencyName: string
  /**
   * The time shown: a claim by our clock. What proves the time is the signature timestamp inside
   * the file.
   */
  readonly signedAt: Date
  /** Common name of the certification authority that issued the certificate. */
  readonly caName: string
  /**
   * Whether that authority is a certified provider (PSrE Indonesia); `undefined` when we cannot
   * know.
   */
  readonly certifiedProvider: boolean | undefined
}

/** A paragraph of the stamp: `scale` times the base size, `gap` base sizes of air before it. */
export interface Paragraph {
  readonly text: string
  readonly bold: boolean
  readonly scale: number
  readonly gap: number
}

/**
 * Returns the paragraphs of a stamp in reading order; `page` is where the QR code leads, absent
 * when there is none.
 */
export function stampParagraphs(
  lines: StampLines,
  page?: { readonly code: DocumentCode; readonly host: string },
): readonly Paragraph[] {
  return [
    small(`${lines.kind === 'seal' ? 'Disegel' : 'Ditandatangani'} secara elektronik oleh:`),
    ...signedBy(lines),
    { ...small(dateInWords(lines.signedAt)), gap: 0.3 },
    ...(page === undefined
      ? []
      : [small(`Kode ${formatDocumentCode(page.code)}`), small(`Periksa di ${page.host}`)]),
    { text: trustSentence(lines), bold: false, scale: 0.74, gap: 0.3 },
  ]
}

/** The code that takes the most room in Noto Sans. */
export const WIDEST_CODE = documentCodeFrom(Uint8Array.fromHex('e739ce739ce739ce739c'))

/** Returns the same signature at the time that takes the most room. */
export function widestLines(lines: StampLines): StampLines {
  return { ...lines, signedAt: new Date('2026-09-30T13:00:00Z') }
}

/** Says plainly whose certificate it is, and also when it is not a certified provider's. */
export function trustSentence({ caName, certifiedProvider }: StampLines): string {
  return certifiedProvider === false
    ? `TTE tidak tersertifikasi: sertifikat dari ${caName}, bukan PSrE.`
    : `Sertifikat elektronik diterbitkan oleh ${caName}.`
}

function signedBy({ kind, signerName, position, agencyName }: StampLines): Paragraph[] {
  if (kind === 'seal') return [strong(agencyName)]
  const given = [position, agencyName].filter((text) => text !== '')
  // A jabatan often names its agency already ("Kepala Dinas …"): to print it twice would cost
  // legible size.
  const told = normalised(position).includes(normalised(agencyName)) ? given.slice(0, 1) : given
  return [...told.map(plain), strong(signerName)]
}

function normalised(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ')
}

const small = (text: string): Paragraph => ({ text, bold: false, scale: 0.86, gap: 0 })
const plain = (text: string): Paragraph => ({ text, bold: false, scale: 0.94, gap: 0 })
const strong = (text: string): Paragraph => ({ text, bold: true, scale: 1, gap: 0.15 })
