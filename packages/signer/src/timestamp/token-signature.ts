// Does a token's signature hold (RFC 5652 §5.4 and §5.6), with an algorithm that is still accepted?
import { createHash, type KeyObject, verify, X509Certificate } from 'node:crypto'
import { Asn1Error, octetsOf, oidOf, sameOctets } from '@tapis/pki/pkijs'
import type { CertificateFields } from '../certificate-authority/certificate-fields.ts'
import { type DigestAlgorithm, digestAlgorithmOfOid } from './digest-algorithms.ts'
import { TimestampError } from './errors.ts'
import { oid } from './oids.ts'
import type { TimeStampToken } from './read-token.ts'

/** @throws TimestampError SIGNATURE_INVALID, ALGORITHM_UNSUPPORTED; Asn1Error */
export function requireSignature(token: TimeStampToken, certificate: CertificateFields): void {
  const { signer } = token
  const digest = requireDigest(signer.digestOid)
  const publicKey = readPublicKey(certificate)
  requireSignatureAlgorithm(signer.signatureOid, digest, publicKey.asymmetricKeyType)
  const contentType = oidOf(signer.attributes.get(oid.contentType), 'content-type')
  if (contentType !== oid.tstInfo) throw new Asn1Error('content-type is not id-ct-TSTInfo')
  const expected = octetsOf(signer.attributes.get(oid.messageDigest), 'message-digest')
  const actual = createHash(digest.nodeName).update(token.content).digest()
  if (!sameOctets(actual, expected)) {
    throw new TimestampError('SIGNATURE_INVALID', 'message-digest is not the digest of the TSTInfo')
  }
  if (!verify(digest.nodeName, signer.signedAttrs, publicKey, signer.signature)) {
    throw new TimestampError('SIGNATURE_INVALID', 'the signature does not verify with the signer certificate')
  }
}

// Of a curve that OpenSSL does not know, or not a key at all.
function readPublicKey({ der }: CertificateFields): KeyObject {
  try {
    return new X509Certificate(der).publicKey
  } catch (cause) {
    throw new TimestampError('ALGORITHM_UNSUPPORTED', 'the key of the certificate is not accepted', { cause })
  }
}

/** @throws TimestampError ALGORITHM_UNSUPPORTED */
export function requireDigest(digestOid: string): DigestAlgorithm {
  const digest = digestAlgorithmOfOid(digestOid)
  if (digest !== undefined) return digest
  throw new TimestampError('ALGORITHM_UNSUPPORTED', `digest algorithm ${digestOid} is not accepted`)
}

/** By OID: the kind of key, and the digest where the OID itself states it (RFC 5754 §3.2, RFC 5758 §3.2). */
const signatureAlgorithms: Readonly<
  Record<string, readonly ['rsa' | 'ec', DigestAlgorithm['name'] | undefined]>
> = {
  '1.2.840.113549.1.1.1': ['rsa', undefined],
  '1.2.840.113549.1.1.11': ['rsa', 'sha-256'],
  '1.2.840.113549.1.1.12': ['rsa', 'sha-384'],
  '1.2.840.113549.1.1.13': ['rsa', 'sha-512'],
  '1.2.840.10045.4.3.2': ['ec', 'sha-256'],
  '1.2.840.10045.4.3.3': ['ec', 'sha-384'],
  '1.2.840.10045.4.3.4': ['ec', 'sha-512'],
}

function requireSignatureAlgorithm(
  oidText: string,
  digest: DigestAlgorithm,
  keyType: string | undefined,
): void {
  const row = signatureAlgorithms[oidText]
  if (row === undefined) {
    throw new TimestampError('ALGORITHM_UNSUPPORTED', `signature algorithm ${oidText} is not accepted`)
  }
  const [expectedKey, expectedDigest] = row
  if (expectedKey !== keyType || (expectedDigest !== undefined && expectedDigest !== digest.name)) {
    throw new TimestampError(
      'SIGNATURE_INVALID',
      'the signature algorithm does not fit the key or the digest',
    )
  }
}
