// What an authority answered, before it becomes part of a file: a token over what was asked (RFC
// 3161 §2.4.2). Its signature is checked by the port that asked for it, and again where the whole
// file is validated.

import { equalBytes, SHA_256 } from '@tapis/pki'
import { Asn1Error, readBer } from '@tapis/pki/asn1'
import { parseTimestampToken, type TimestampInfo } from '@tapis/pki/timestamp'
import { PadesError } from './errors.ts'

/**
 * Refuses a token over anything else.
 *
 * @param digest SHA-256 of what was to be stamped.
 * @throws PadesError TIMESTAMP_MALFORMED
 */
export function requireTokenOver(digest: Uint8Array, token: Uint8Array): void {
  const { imprint } = timestampInfoOf(token)
  if (imprint.digestOid === SHA_256.oid && equalBytes(imprint.digest, digest)) return
  throw new PadesError(
    'TIMESTAMP_MALFORMED',
    'expected a token over the SHA-256 that was asked for, found another',
  )
}

function timestampInfoOf(token: Uint8Array): TimestampInfo {
  try {
    return parseTimestampToken(readBer(token)).info
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    throw new PadesError('TIMESTAMP_MALFORMED', 'expected a TimeStampToken', { cause })
  }
}
