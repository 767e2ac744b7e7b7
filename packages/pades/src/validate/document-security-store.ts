// The Document Security Store (EN 319 142-1 clause 5.4.2): certificates and revocation data kept in the file. Nothing in it
// is trusted; it offers candidates for paths, and its presence decides about level B-LT.
import type { PdfDocument } from '../pdf/document.ts'
import { PdfError } from '../pdf/errors.ts'
import { decodeStream } from '../pdf/filters.ts'
import { isStream } from '../pdf/objects.ts'
import { arrayEntry, dictionaryEntry, resolved } from './pdf-view.ts'

export interface DocumentSecurityStore {
  /** DER of each stored certificate. */
  readonly certificates: readonly Uint8Array[]
  readonly hasRevocationData: boolean
}

const MAXIMUM_STORED = 256
const MAXIMUM_CERTIFICATE_BYTES = 64 * 1024

/** The store as of `document`'s revision; undefined when there is none. */
export function readSecurityStore(document: PdfDocument): DocumentSecurityStore | undefined {
  const store = dictionaryEntry(document, document.catalog, 'DSS')
  if (store === undefined) return undefined
  const certificates = (arrayEntry(document, store, 'Certs') ?? [])
    .slice(0, MAXIMUM_STORED)
    .flatMap((item) => {
      const stream = resolved(document, item)
      if (!isStream(stream)) return []
      try {
        return [
          decodeStream(stream, {
            resolve: (value) => document.resolve(value),
            decodedLimit: MAXIMUM_CERTIFICATE_BYTES,
          }),
        ]
      } catch (error) {
        // A candidate that cannot be read can only make a path fail.
        if (error instanceof PdfError) return []
        throw error
      }
    })
  const count = (key: string): number => arrayEntry(document, store, key)?.length ?? 0
  return { certificates, hasRevocationData: count('CRLs') + count('OCSPs') > 0 }
}
