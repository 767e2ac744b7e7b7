// The registry of signature encodings in PDF (ISO 32000-2 Table 255). Code elsewhere asks a row,
// never compares a name.
import { OID } from '@tapis/pki'

export interface SubFilter {
  readonly name: string
  readonly kind: 'signature' | 'document-timestamp'
  /** EN 319 142-1: signing-certificate and the baseline levels apply. */
  readonly isPades: boolean
  /**
   * What the CMS is over: the ByteRange itself, the SHA-1 digest of it that is encapsulated, or a
   * TSTInfo about it.
   */
  readonly contentType: string
  readonly content: 'detached' | 'encapsulated-sha1' | 'timestamp'
}

const rows: readonly SubFilter[] = [
  {
    name: 'ETSI.CAdES.detached',
    kind: 'signature',
    isPades: true,
    contentType: OID.data,
    content: 'detached',
  },
  {
    name: 'adbe.pkcs7.detached',
    kind: 'signature',
    isPades: false,
    contentType: OID.data,
    content: 'detached',
  },
  {
    name: 'adbe.pkcs7.sha1',
    kind: 'signature',
    isPades: false,
    contentType: OID.data,
    content: 'encapsulated-sha1',
  },
  {
    name: 'ETSI.RFC3161',
    kind: 'document-timestamp',
    isPades: false,
    contentType: OID.tstInfo,
    content: 'timestamp',
  },
]

/**
 * Returns undefined for what cannot be verified here, such as adbe.x509.rsa_sha1, which has no CMS
 * at all and needs SHA-1.
 */
export function findSubFilter(name: string | undefined): SubFilter | undefined {
  return rows.find((row) => row.name === name)
}
