// Cryptographic verification (EN 319 102-1 clause 5.2.7): the message digest over the content, then the signature value over
// the signed attributes as they were received. Trust plays no part in it.
import {
  concatenated,
  type DigestAlgorithm,
  digestAlgorithmOf,
  equalBytes,
  type Hash,
  OID,
  type SignatureAlgorithm,
} from '@tapis/pki'
import { isContext, octetString, oid, sequence } from '@tapis/pki/asn1'
import { type SignerInfo, singleValue } from '@tapis/pki/cms'
import {
  hasNoParameters,
  parseAlgorithmIdentifier,
  type SubjectPublicKeyInfo,
  verifySignature,
} from '@tapis/pki/x509'
import { failed, indeterminate, type Refusal } from '../report/conclusion.ts'

/** What the mathematics says, whatever the trust. */
export type Integrity =
  | { readonly kind: 'intact' }
  | { readonly kind: 'broken'; readonly reason: string }
  /** It could not be computed: an unknown algorithm, a missing certificate, a form that cannot be read. */
  | { readonly kind: 'undetermined'; readonly reason: string }

export interface CryptographicResult {
  readonly messageDigest: 'matches' | 'differs' | 'not-computed'
  readonly signatureValue: 'right' | 'wrong' | 'not-computed'
  readonly digest?: DigestAlgorithm
  readonly algorithm?: SignatureAlgorithm
  readonly integrity: Integrity
  readonly refusal?: Refusal
}

/**
 * @param content the signed content in pieces: the ByteRange of a detached signature, the encapsulated octets otherwise
 * @param contentType what the content-type attribute must say
 * @param publicKey absent when the signing certificate is not at hand: the message digest is still compared
 * @throws Asn1Error when an attribute is malformed
 */
export async function verifySignerInfo(
  signer: SignerInfo,
  {
    content,
    contentType,
    publicKey,
    hash,
  }: {
    readonly content: readonly Uint8Array[]
    readonly contentType: string
    readonly publicKey: SubjectPublicKeyInfo | undefined
    readonly hash: Hash
  },
): Promise<CryptographicResult> {
  const digest = digestAlgorithmOf(signer.digestAlgorithm.oid)
  if (digest === undefined || !hasNoParameters(signer.digestAlgorithm))
    return notComputed(`digest algorithm ${signer.digestAlgorithm.oid} is not known`)
  const signedAttributes = signer.signedAttributes
  let messageDigest: CryptographicResult['messageDigest'] = 'not-computed'
  if (signedAttributes !== undefined) {
    const stated = singleValue(signedAttributes.values, OID.messageDigest)
    if (stated === undefined) return malformed(digest, 'the message-digest attribute is absent')
    const computed = await hash(digest.webCryptoName, content)
    messageDigest = equalBytes(octetString(stated), computed) ? 'matches' : 'differs'
    const type = singleValue(signedAttributes.values, OID.contentType)
    // RFC 5652 §11.1: equal to the encapsulated content type, or one kind of content could be passed off as another.
    if (type === undefined || oid(type) !== contentType) {
      return malformed(digest, 'the content-type attribute is absent or says something else')
    }
    if (!algorithmProtectionAgrees(signer)) {
      return malformed(digest, 'cmsAlgorithmProtection says another algorithm (RFC 6211)')
    }
  }
  const verdict =
    publicKey === undefined
      ? ({ verdict: 'unsupported', reason: 'the signing certificate is not at hand' } as const)
      : await verifySignature({
          algorithm: signer.signatureAlgorithm,
          digestOid: signer.digestAlgorithm.oid,
          publicKey,
          message: signedAttributes?.bytes ?? concatenated(content),
          signature: signer.signature,
        })
  if (verdict.verdict === 'unsupported') {
    const base = { ...notComputed(verdict.reason), digest, messageDigest }
    return messageDigest === 'differs' ? digestDiffers(base) : base
  }
  // RFC 5652 §5.4: without signed attributes the signature value itself is over the content.
  const direct = signedAttributes === undefined
  if (direct) messageDigest = verdict.verdict === 'right' ? 'matches' : 'differs'
  const signatureValue = verdict.verdict
  const base: CryptographicResult = {
    digest,
    algorithm: verdict.algorithm,
    messageDigest,
    signatureValue,
    integrity: { kind: 'intact' },
  }
  if (messageDigest === 'differs' && !direct) return digestDiffers(base)
  if (verdict.verdict === 'wrong') {
    return {
      ...base,
      integrity: { kind: 'broken', reason: verdict.reason },
      refusal: failed('SIG_CRYPTO_FAILURE', verdict.reason),
    }
  }
  return base
}

/** CMSAlgorithmProtection ::= SEQUENCE { digestAlgorithm, [1] signatureAlgorithm OPTIONAL, [2] macAlgorithm OPTIONAL }. */
function algorithmProtectionAgrees(signer: SignerInfo): boolean {
  const value = singleValue(signer.signedAttributes?.values ?? new Map(), OID.cmsAlgorithmProtection)
  if (value === undefined) return true
  const [digestAlgorithm, protectedSignature] = sequence(value)
  if (parseAlgorithmIdentifier(digestAlgorithm).oid !== signer.digestAlgorithm.oid) return false
  if (!isContext(protectedSignature, 1)) return false
  return oid(protectedSignature.children[0]) === signer.signatureAlgorithm.oid
}

/** The result when the content turns out not to be what was signed, whatever else was found. */
export function digestDiffers(result: CryptographicResult): CryptographicResult {
  const reason = 'the signed bytes do not have the digest that was signed'
  return {
    ...result,
    messageDigest: 'differs',
    integrity: { kind: 'broken', reason },
    refusal: failed('HASH_FAILURE', reason),
  }
}

function malformed(digest: DigestAlgorithm, reason: string): CryptographicResult {
  return {
    digest,
    messageDigest: 'not-computed',
    signatureValue: 'not-computed',
    integrity: { kind: 'broken', reason },
    refusal: failed('FORMAT_FAILURE', reason),
  }
}

function notComputed(reason: string): CryptographicResult {
  return {
    messageDigest: 'not-computed',
    signatureValue: 'not-computed',
    integrity: { kind: 'undetermined', reason },
    refusal: indeterminate('CRYPTO_CONSTRAINTS_FAILURE', reason, [
      { kind: 'algorithm', description: reason },
    ]),
  }
}
