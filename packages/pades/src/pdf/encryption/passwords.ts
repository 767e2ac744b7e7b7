// Encodes a password: in PDFDocEncoding for revisions 2 to 4 (ISO 32000-2 §7.6.4.3.2), in UTF-8
// after SASLprep for revisions 5 and 6 (§7.6.4.3.3). Writers have done otherwise, so the likely
// encodings are tried one after another.

import { pdfDocEncoded } from '../syntax/text.ts'

const AES_256_PASSWORD_BYTES = 127

/** Returns the password in every encoding worth trying for revisions 2 to 4. */
export function legacyEncodings(password: string): readonly Uint8Array[] {
  const encoded = pdfDocEncoded(password)
  const utf8 = new TextEncoder().encode(password)
  return encoded === undefined ? [utf8] : distinct([encoded, utf8])
}

/**
 * Returns the password in every form worth trying for revisions 5 and 6, each cut to 127 bytes as
 * the standard says.
 */
export function unicodeEncodings(password: string): readonly Uint8Array[] {
  const forms = [saslPrepared(password), password]
  return distinct(forms.map((form) => new TextEncoder().encode(form).subarray(0, AES_256_PASSWORD_BYTES)))
}

/**
 * Prepares a password by RFC 4013 §2.1 and §2.2: spaces become U+0020, characters mapped to nothing
 * go, and NFKC follows. Prohibited characters are let through, since such a password opens nothing.
 */
function saslPrepared(password: string): string {
  return password
    .replace(/[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000]/g, ' ')
    .replace(/\u00ad|\u034f|\u1806|[\u180b-\u180d]|\u200c|\u200d|\u2060|[\ufe00-\ufe0f]|\ufeff/g, '')
    .normalize('NFKC')
}

function distinct(encodings: readonly Uint8Array[]): readonly Uint8Array[] {
  return encodings.filter(
    (encoding, index) =>
      index ===
      encodings.findIndex(
        (other) => other.length === encoding.length && other.every((byte, at) => byte === encoding[at]),
      ),
  )
}
