// What an authority answered, before it becomes part of a file: a token over what was asked (RFC 3161 §2.4.2). Its signature is not checked.

import { equalBytes, OID, SHA_256 } from '@tapis/pki'
import { Asn1Error, readBer } from '@tapis/pki/asn1'
import { parseSignedData, parseTimestampInfo } from '@tapis/pki/cms'
import { PadesError } from './errors.ts'

/** @param digest SHA-256 of what was to be stamped. @throws PadesError TIMESTAMP_MALFORMED */
export function requireTokenOver(digest: Uint8Array, token: Uint8Array): void {
  const { imprint } = timestampInfoOf(token)
  if (imprint.digestOid === SHA_256.oid && equalBytes(imprint.digest, digest)) return
  throw new PadesError(
    'TIMESTAMP_MALFORMED',
    'expected a token over the SHA-256 that was asked for, found another',
  )
}

function timestampInfoOf(token: Uint8Array) {
  try {
    const { contentType, content } = parseSignedData(readBer(token))
    if (contentType === OID.tstInfo && content !== undefined) return parseTimestampInfo(content)
  } catch (cause) {
    if (!(cause instanceof Asn1Error)) throw cause
    throw new PadesError('TIMESTAMP_MALFORMED', 'expected a TimeStampToken', { cause })
  }
  throw new PadesError(
    'TIMESTAMP_MALFORMED',
    'expected a TimeStampToken, found SignedData of another content',
  )
}
