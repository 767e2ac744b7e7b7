// Validation context initialisation (EN 319 102-1 clause 5.2.4): all that one validation judges
// certificates by. Immutable: whoever learns something, such as a proof of existence, makes a
// context that knows more.
import { type Hash, OID } from '@tapis/pki'
import { Asn1Error } from '@tapis/pki/asn1'
import { parseSignedData } from '@tapis/pki/cms'
import { type Certificate, type SignatureCache, signatureCache } from '@tapis/pki/x509'
import type { StoredItem } from '../../document/security-store.ts'
import { type CheckedFormat, originOf } from '../format/format-check.ts'
import { type Origin, type Proof, provenTimeOf } from '../time/proofs.ts'
import { type CarriedEvidence, evidenceIn } from './carried-evidence.ts'
import { type CertificateReader, certificateReader } from './certificate-reader.ts'
import { collectEvidence, type Evidence, type EvidencePlace } from './evidence.ts'
import type { ValidationPolicy } from './validation-policy.ts'

/** What the caller demands and brings. */
export interface ValidationRules {
  readonly anchors: readonly Certificate[]
  /** The time of validation. */
  readonly at: Date
  readonly hash: Hash
  readonly policy: ValidationPolicy
  /** Beside the file. */
  readonly given?: Partial<CarriedEvidence>
}

export interface ValidationContext extends ValidationRules {
  readonly reader: CertificateReader
  /** Of the Document Security Store. */
  readonly stored: readonly StoredItem[]
  readonly evidence: Evidence
  /** Of what is proven so far to have existed. */
  readonly proofs: readonly Proof[]
  /** Remembers each signature on a certificate, list or response that was verified. */
  readonly signatures: SignatureCache
}

/** Of one signature; more timestamps are not looked at. */
export const MAXIMUM_TOKENS = 16

/** Collects what the store, the caller, the signatures and their timestamps bring. */
export function initialiseContext(
  rules: ValidationRules,
  stored: readonly StoredItem[],
  formats: readonly CheckedFormat[],
): ValidationContext {
  const reader = certificateReader()
  const places: readonly EvidencePlace[] = [
    ...stored.map(({ kind, der, revision }) => ({
      carried: { [kind]: [der] },
      origin: { from: 'dss', revision } as const,
    })),
    ...(rules.given === undefined ? [] : [{ carried: rules.given, origin: { from: 'caller' } as const }]),
    ...formats.flatMap((format) =>
      format.cms === undefined
        ? []
        : [{ carried: evidenceIn(format.cms.signedData), origin: originOf(format) }],
    ),
    ...formats.flatMap((format) =>
      tokenEvidence(format).map((carried) => ({ carried, origin: originOf(format) })),
    ),
  ]
  const evidence = collectEvidence(places, reader)
  return { ...rules, reader, stored, evidence, proofs: [], signatures: signatureCache() }
}

/** Returns what the timestamps of a signature carry; one that cannot be read carries nothing. */
function tokenEvidence({ cms }: CheckedFormat): readonly CarriedEvidence[] {
  if (cms === undefined) return []
  const { signedAttributes, unsignedAttributes } = cms.signer
  const own = unsignedAttributes.get(OID.signatureTimestampToken) ?? []
  const ofContent = signedAttributes?.values.get(OID.contentTimestamp) ?? []
  return [...own.slice(0, MAXIMUM_TOKENS), ...ofContent.slice(0, MAXIMUM_TOKENS)].flatMap((token) => {
    try {
      return [evidenceIn(parseSignedData(token))]
    } catch (error) {
      if (error instanceof Asn1Error) return []
      throw error
    }
  })
}

/** Returns the context that knows one proof more. */
export function withProof(context: ValidationContext, proof: Proof): ValidationContext {
  return { ...context, proofs: [...context.proofs, proof] }
}

/**
 * Returns by when what was found there is proven to have existed: the time of validation when
 * nothing proves more.
 */
export function existenceOf(origin: Origin, { proofs, at }: ValidationContext): Date {
  return provenTimeOf(origin, proofs) ?? at
}
