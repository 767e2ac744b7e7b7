// Until when algorithms and keys are believed (EN 319 102-1 clause 5.2.8; the dates follow ETSI TS 119 312 and SOG-IS). What is
// proven to have existed before a date stays believed after it.

export type KeyKind = 'RSA' | 'EC' | 'EdDSA'

export interface CryptographicPolicy {
  /** First moment at which the digest is not believed any more: for ever, while undefined; never, when it is the epoch. */
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

export const defaultCryptographicPolicy: CryptographicPolicy = {
  digestSunset: (name) => (name === 'sha-1' ? SHA_1_SUNSET : undefined),
  keySunset(kind, bits) {
    if (kind === 'EdDSA') return undefined
    const table = kind === 'RSA' ? rsaSunsets : curveSunsets
    return table.find(([below]) => bits < below)?.[1]
  },
}
