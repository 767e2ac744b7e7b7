// Who signs certificates and revocation lists: a CA's certificate with its private key, both held
// by the caller.
import { createPrivateKey, KeyObject, X509Certificate } from 'node:crypto'
import { keyAlgorithmOf } from '@tapis/custody'
import type { KeyAlgorithm } from '@tapis/pki'
import { type Certificate, parseCertificate } from '@tapis/pki/x509'
import { PkiError } from './errors.ts'

/**
 * A CA that signs. Nothing here keeps it: the private key is used for the one call it is passed to.
 */
export interface Issuer {
  /** DER. */
  readonly certificate: Uint8Array
  /** PKCS#8 DER, or the key as `decryptKey` gives it. */
  readonly privateKey: Uint8Array | KeyObject
}

interface OpenIssuer {
  readonly certificate: Certificate
  readonly privateKey: KeyObject
  readonly algorithm: KeyAlgorithm
}

/**
 * Opens an issuer.
 *
 * @throws PkiError ISSUER_INVALID when it is not a CA, the key is not the certificate's, or its
 *   kind is not supported
 */
export function openIssuer(issuer: Issuer): OpenIssuer {
  let certificate: X509Certificate
  let fields: Certificate
  let privateKey: KeyObject
  try {
    certificate = new X509Certificate(issuer.certificate)
    fields = parseCertificate(new Uint8Array(certificate.raw))
    privateKey = issuer.privateKey instanceof KeyObject ? issuer.privateKey : readPkcs8(issuer.privateKey)
  } catch (cause) {
    throw new PkiError(
      'ISSUER_INVALID',
      'the issuer cannot be read: DER certificate and PKCS#8 key expected',
      { cause },
    )
  }
  if (!certificate.ca) throw new PkiError('ISSUER_INVALID', 'the issuer certificate is not a CA certificate')
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new PkiError('ISSUER_INVALID', "the private key is not the issuer certificate's")
  }
  const algorithm = keyAlgorithmOf(privateKey)
  if (algorithm === undefined)
    throw new PkiError('ISSUER_INVALID', 'the kind of the issuer key is not supported')
  return { certificate: fields, privateKey, algorithm }
}

function readPkcs8(der: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })
}
