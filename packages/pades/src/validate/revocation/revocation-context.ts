// What judging revocation needs to know of everything else.
import type { AlgorithmIdentifier, Certificate, SignatureCache, SubjectPublicKeyInfo } from '@tapis/pki/x509'
import type { EvidencePool } from '../context/evidence.ts'
import type { Origin } from '../time/proofs.ts'

export interface RevocationContext {
  readonly evidence: EvidencePool
  readonly signatures: SignatureCache
  /** By when what was found there is proven to have existed; the time of validation when nothing proves more. */
  existenceOf(origin: Origin): Date
  /** Whether what was found there may state this time: none after {@link existenceOf}, but for a difference of clocks. */
  mayState(time: Date, origin: Origin): boolean
  /** Whether a signature with this algorithm and key proves nothing at that time. */
  isWeak(algorithm: AlgorithmIdentifier, publicKey: SubjectPublicKeyInfo, at: Date): boolean
  /** Whether a delegated OCSP responder's certificate is revoked then, or not known not to be. */
  isDelegateRevoked(responder: Certificate, issuer: Certificate, existed: Date): Promise<boolean>
  /** Whether the certificate may sign lists for this issuer: it is the issuer's own key, or has a valid path to the same anchor. */
  isCrlIssuer(signer: Certificate, issuer: Certificate, existed: Date): Promise<boolean>
}
