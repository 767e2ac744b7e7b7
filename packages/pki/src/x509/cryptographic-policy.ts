// Until when algorithms and keys are believed (EN 319 102-1 clause 5.2.8; the dates follow ETSI TS
// 119 312 and SOG-IS). What is proven to have existed before a date stays believed after it.
import { findSignatureAlgorithm, type SignatureAlgorithm } from '../algorithms.ts'
import { OID } from '../oids.ts'
import {
  type AlgorithmIdentifier,
  parsePssParameters,
  type SubjectPublicKeyInfo,
} from './algorithm-identifier.ts'

/** A kind of key whose size has bounds. */
export type KeyKind = 'RSA' | 'EC' | 'EdDSA'

/** Until when each algorithm, and each size of key, is good enough (EN 319 102-1 §5.2.8). */
export interface CryptographicPolicy {
  /**
   * First moment at which the digest is not believed any more: for ever, while undefined; never,
   * when it is the epoch.
   */
  readonly digestSunset: (digestName: string) => Date | undefined
  /** The same for a key. @param bits of the modulus, or of the curve's order */
  readonly keySunset: (kind: KeyKind, bits: number) => Date | undefined
}

const NEVER_BELIEVED = new Date(0)
/** Collisions of SHA-1 came into reach, and certification authorities were told to stop. */
const SHA_1_SUNSET = new Date('2012-08-01T00:00:00Z')

/** Lower bounds of key length, the shortest first, each with the end of its time. */
const rsaSunsets: readonly (readonly [belowBits: number, sunset: Date])[] = [
  [1024, NEVER_BELIEVED],
  [1536, new Date('2009-08-01T00:00:00Z')],
  [1900, new Date('2010-08-01T00:00:00Z')],
]
const curveSunsets: readonly (readonly [belowBits: number, sunset: Date])[] = [
  [160, NEVER_BELIEVED],
  [224, new Date('2013-08-01T00:00:00Z')],
  [256, new Date('2016-08-01T00:00:00Z')],
]

/** The dates of ETSI TS 119 312. */
export const defaultCryptographicPolicy: CryptographicPolicy = {
  digestSunset: (name) => (name === 'sha-1' ? SHA_1_SUNSET : undefined),
  keySunset(kind, bits) {
    if (kind === 'EdDSA') return undefined
    const table = kind === 'RSA' ? rsaSunsets : curveSunsets
    return table.find(([below]) => bits < below)?.[1]
  },
}

/**
 * How to judge an algorithm, and at which time: by then what was signed with it is proven to have
 * existed.
 */
export interface AcceptanceContext {
  readonly at: Date
  readonly policy: CryptographicPolicy
}

/**
 * Why a signature proves nothing: its algorithm is not known, or what it is made with is believed
 * no longer.
 */
export type Weakness =
  | { readonly kind: 'unknown-algorithm' }
  /** `what` ends a sentence that begins with the signature: "made with …". */
  | { readonly kind: 'sunset'; readonly what: string; readonly sunset: Date }

/**
 * Returns why a signature with this algorithm, under this key, proves nothing; undefined when it
 * does prove something.
 */
export function weaknessOf(
  identifier: AlgorithmIdentifier,
  publicKey: SubjectPublicKeyInfo,
  context: AcceptanceContext,
): Weakness | undefined {
  const isPss = identifier.oid === OID.rsassaPss
  const algorithm = findSignatureAlgorithm({
    oid: identifier.oid,
    digestOid: isPss ? parsePssParameters(identifier).digestOid : undefined,
    key: { oid: publicKey.algorithm.oid, curveOid: publicKey.curveOid },
  })
  if (algorithm === undefined) return { kind: 'unknown-algorithm' }
  return weaknessOfAlgorithm(algorithm, publicKey, context)
}

/** As {@link weaknessOf}, for a row of the table of algorithms: first its digest, then the key. */
export function weaknessOfAlgorithm(
  algorithm: SignatureAlgorithm,
  publicKey: SubjectPublicKeyInfo,
  { at, policy }: AcceptanceContext,
): Weakness | undefined {
  const digestSunset = policy.digestSunset(algorithm.digest.name)
  if (isOver(digestSunset, at)) return { kind: 'sunset', what: algorithm.name, sunset: digestSunset }
  const bits = publicKey.modulusBits ?? algorithm.minimumKeyBits
  const keySunset = policy.keySunset(kindOf(publicKey), bits)
  return isOver(keySunset, at)
    ? { kind: 'sunset', what: `a key of ${bits} bits`, sunset: keySunset }
    : undefined
}

function isOver(sunset: Date | undefined, at: Date): sunset is Date {
  return sunset !== undefined && at >= sunset
}

function kindOf({ algorithm, modulusBits }: SubjectPublicKeyInfo): KeyKind {
  if (modulusBits !== undefined) return 'RSA'
  return algorithm.oid === OID.ed25519 ? 'EdDSA' : 'EC'
}
