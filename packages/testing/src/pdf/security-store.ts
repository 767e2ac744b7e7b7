// A Document Security Store as a further revision (EN 319 142-1 clause 5.4.2), whatever is in it.

import { dictionary, isArray, isDictionary, openPdf, type PdfValue, ref } from '@tapis/pades/pdf'
import { appendRevision, withEntries } from './append-revision.ts'

/** DER, or any other bytes. */
interface StoredBytes {
  readonly certificates?: readonly Uint8Array[]
  readonly crls?: readonly Uint8Array[]
  readonly ocspResponses?: readonly Uint8Array[]
}

/**
 * @param place `vri` puts everything into an entry of /VRI alone. Default: the arrays of /DSS,
 *   after what is there already
 */
export function withSecurityStore(
  pdf: Uint8Array,
  { certificates = [], crls = [], ocspResponses = [] }: StoredBytes,
  place: 'dss' | 'vri' = 'dss',
): Uint8Array {
  const document = openPdf(pdf)
  const { catalog } = document
  let next = document.nextObjectNumber
  const objects = new Map<number, PdfValue>()
  const stored = (items: readonly Uint8Array[]): readonly PdfValue[] =>
    items.map((bytes) => {
      const number = next
      next += 1
      objects.set(number, { kind: 'stream', dictionary: dictionary({ Length: bytes.length }), bytes })
      return ref(number)
    })
  const old = document.resolve(catalog.entries.get('DSS'))
  const before = (key: string): readonly PdfValue[] => {
    const array = isDictionary(old) ? document.resolve(old.entries.get(key)) : undefined
    return isArray(array) ? array : []
  }
  const [ownCertificates, ownCrls, ownResponses] = [stored(certificates), stored(crls), stored(ocspResponses)]
  const store =
    place === 'dss'
      ? dictionary({
          Certs: [...before('Certs'), ...ownCertificates],
          CRLs: [...before('CRLs'), ...ownCrls],
          OCSPs: [...before('OCSPs'), ...ownResponses],
        })
      : dictionary({
          VRI: dictionary({
            '0123456789ABCDEF0123456789ABCDEF01234567': dictionary({
              Cert: ownCertificates,
              CRL: ownCrls,
              OCSP: ownResponses,
            }),
          }),
        })
  objects.set(1, withEntries(catalog, { DSS: store }))
  return appendRevision(pdf, objects)
}
