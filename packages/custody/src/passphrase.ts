// Passphrases as bytes. JavaScript cannot overwrite a string, so callers who can should pass bytes;
// the bytes that are made here are overwritten after use.
import { CustodyError } from './errors.ts'

/** Text, or its UTF-8 bytes (which stay the caller's to overwrite). */
export type Passphrase = string | Uint8Array

/**
 * Runs `use` with the passphrase's UTF-8 bytes in Unicode NFC (RFC 8265 §4.2.2: the same passphrase
 * typed on two keyboards is the same), and overwrites the copy afterwards.
 */
export async function withPassphraseBytes<T>(
  passphrase: Passphrase,
  use: (bytes: Uint8Array) => T | Promise<T>,
): Promise<T> {
  const bytes = new TextEncoder().encode(passphraseText(passphrase).normalize('NFC'))
  try {
    return await use(bytes)
  } finally {
    bytes.fill(0)
  }
}

/**
 * Returns the passphrase as text, as it was typed.
 * @throws CustodyError PASSPHRASE_WRONG for bytes that are not UTF-8
 */
export function passphraseText(passphrase: Passphrase): string {
  if (typeof passphrase === 'string') return passphrase
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(passphrase)
  } catch (cause) {
    throw new CustodyError('PASSPHRASE_WRONG', 'the passphrase is not UTF-8', { cause })
  }
}
