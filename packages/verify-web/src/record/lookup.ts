// Asks for a record and never fails open: an error, a late answer and somebody else's record are
// all "not checked".

import type { PublicRecord } from '@tapis/db/public'
import type { DocumentCode } from '@tapis/qr-seal'
import type { Portal } from '../portal.ts'
import { within } from '../within.ts'
import { recordWithoutNik } from './nik.ts'

/** UNKNOWN only when the query itself said that there is no such document. */
type Lookup =
  | { readonly outcome: 'FOUND'; readonly record: PublicRecord }
  | { readonly outcome: 'UNKNOWN' }
  | { readonly outcome: 'UNAVAILABLE'; readonly cause: unknown }

/**
 * Looks a document up within the portal's time limit. The record comes back without identity
 * numbers.
 */
export async function lookUp(portal: Portal, code: DocumentCode): Promise<Lookup> {
  try {
    const record = await within(portal.lookupTimeLimitMilliseconds, portal.findPublicRecord(code))
    if (record === undefined) return { outcome: 'UNKNOWN' }
    if (record.code !== code)
      throw new Error('the query answered with another document than the one asked for')
    return { outcome: 'FOUND', record: recordWithoutNik(record) }
  } catch (cause) {
    return { outcome: 'UNAVAILABLE', cause }
  }
}
