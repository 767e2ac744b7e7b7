// Verifies a SignerInfo (RFC 5652 §5.4, §5.6): the message digest over the content, then the
// signature value over the signed attributes as they were received. Trust and weak algorithms play
// no part in it.
import { type DigestAlgorithm, digestAlgorithmOf, type SignatureAlgorithm } from '../algorithms.ts'
import { isContext, octetString, oid, sequence } from '../asn1/der-values.ts'
import { concatenated, equalBytes } from '../bytes.ts'
import type { Hash } from '../hash.ts'
import { OID } from '../oids.ts'
import {
  hasNoParameters,
  parseAlgorithmIdentifier,
  type SubjectPublicKeyInfo,
} from '../x509/algorithm-identifier.ts'
import { verifySignature } from '../x509/signature.ts'
import { type SignerInfo, singleValue } from './signed-data-reader.ts'

/** Why a SignerInfo is not proven to be over the content. */
interface SignerProblem {
  /**
   * `malformed`: a signed attribute is missing or contradicts the rest. `digest-differs`: other
   * content was signed. `signature-wrong`: another key or other attributes. `not-computed`: nothing
   * is known, for want of a key or an algorithm.
   */
  readonly kind: 'malformed' | 'digest-differs' | 'signature-wrong' | 'not-computed'
  readonly reason: string
}

/** What the mathematics says. */
export interface SignerVerification {
  readonly messageDigest: 'matches' | 'differs' | 'not-computed'
  readonly signatureValue: 'right' | 'wrong' | 'not-computed'
  readonly digest?: DigestAlgorithm
  readonly algorithm?: SignatureAlgorithm
  /** Absent: the signature is right and over the content. */
  readonly problem?: SignerProblem
}

/**
 * Verifies one signer.
 *
 * @param options.content the signed content in pieces: the ByteRange of a detached signature, the
 *   encapsulated octets otherwise
 * @param options.contentType what the content-type attribute must say
 * @param options.publicKey undefined when the signing certificate is not at hand: the message
 *   digest is still compared
 * @throws Asn1Error when an attribute is malformed
 */
export async function verifySigner(
  signer: SignerInfo,
  options: {
    readonly content: readonly Uint8Array[]
    readonly contentType: string
    readonly publicKey: SubjectPublicKeyInfo | undefined
    readonly hash: Hash
  },
): Promise<SignerVerification> {
  const { content, contentType, publicKey, hash } = options
  const digest = digestAlgorithmOf(signer.digestAlgorithm.oid)
  if (digest === undefined || !hasNoParameters(signer.digestAlgorithm))
    return notComputed(`digest algorithm ${signer.digestAlgorithm.oid} is not known`)
  const signedAttributes = signer.signedAttributes
  let messageDigest: SignerVerification['messageDigest'] = 'not-computed'
  if (signedAttributes !== undefined) {
    const stated = singleValue(signedAttributes.values, OID.messageDigest)
    if (stated === undefined) return malformed(digest, 'the message-digest attribute is absent')
    const computed = await hash(digest.webCryptoName, content)
    messageDigest = equalBytes(octetString(stated), computed) ? 'matches' : 'differs'
    const type = singleValue(signedAttributes.values, OID.contentType)
    // RFC 5652 §11.1: equal to the encapsulated content type, or one kind of content could be
    // passed off as another.
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
    return messageDigest === 'differs' ? withOtherDigest(base) : base
  }
  // RFC 5652 §5.4: without signed attributes the signature value itself is over the content.
  const isDirect = signedAttributes === undefined
  if (isDirect) messageDigest = verdict.verdict === 'right' ? 'matches' : 'differs'
  const base = { digest, algorithm: verdict.algorithm, messageDigest, signatureValue: verdict.verdict }
  if (messageDigest === 'differs' && !isDirect) return withOtherDigest(base)
  if (verdict.verdict === 'right') return base
  return { ...base, problem: { kind: 'signature-wrong', reason: verdict.reason } }
}

/**
 * CMSAlgorithmProtection ::= SEQUENCE { digestAlgorithm, [1] signatureAlgorithm OPTIONAL, [2]
 * macAlgorithm OPTIONAL }.
 */
function algorithmProtectionAgrees(signer: SignerInfo): boolean {
  const value = singleValue(signer.signedAttributes?.values ?? new Map(), OID.cmsAlgorithmProtection)
  if (value === undefined) return true
  const [digestAlgorithm, protectedSignature] = sequence(value)
  if (parseAlgorithmIdentifier(digestAlgorithm).oid !== signer.digestAlgorithm.oid) return false
  if (!isContext(protectedSignature, 1)) return false
  return oid(protectedSignature.children[0]) === signer.signatureAlgorithm.oid
}

/** The result when the content turns out not to be what was signed, whatever else was found. */
function withOtherDigest(verification: SignerVerification): SignerVerification {
  const reason = 'the signed bytes do not have the digest that was signed'
  return { ...verification, messageDigest: 'differs', problem: { kind: 'digest-differs', reason } }
}

function malformed(digest: DigestAlgorithm, reason: string): SignerVerification {
  return {
    digest,
    messageDigest: 'not-computed',
    signatureValue: 'not-computed',
    problem: { kind: 'malformed', reason },
  }
}

function notComputed(reason: string): SignerVerification {
  return {
    messageDigest: 'not-computed',
    signatureValue: 'not-computed',
    problem: { kind: 'not-computed', reason },
  }
}
