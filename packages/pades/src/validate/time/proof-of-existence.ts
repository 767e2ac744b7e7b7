// Between which times a signature was made (EN 319 102-1 clauses 5.5 and 5.6.2): its own timestamps
// and document timestamps over it prove that it existed by then, timestamps that it covers that it
// was made later. A timestamp of another signature proves neither.

import { OID, present } from '@tapis/pki'
import type { Asn1Element } from '@tapis/pki/asn1'
import type { Certificate } from '@tapis/pki/x509'
import { MAXIMUM_TOKENS, type ValidationContext } from '../context/validation-context.ts'
import { covers, type Examination, provenTime } from '../file/examination.ts'
import { originOf } from '../format/format-check.ts'
import { earliest, latest } from './proofs.ts'
import {
  type TimestampPlace,
  type TimestampReport,
  type TimestampResult,
  validateTimestamp,
} from './timestamp-token.ts'

export interface ProofOfExistence {
  readonly timestamps: readonly TimestampReport[]
  /** The earliest time by which it is proven to have existed; absent when no timestamp passes. */
  readonly bestSignatureTime?: Date
  /** The latest time after which it is proven to have been made. */
  readonly madeAfter?: Date
  /**
   * Of the intact timestamps that make it B-T: its own, or else the first document timestamp over
   * it. Trusted or not.
   */
  readonly timestampAuthorities: readonly Certificate[]
}

export async function proveExistence(
  examination: Examination,
  all: readonly Examination[],
  context: ValidationContext,
): Promise<ProofOfExistence> {
  const { format, verification } = examination
  const signer = format.cms?.signer
  const after = all.filter((other) => other !== examination && covers(other, examination))
  const before = all.filter((other) => other !== examination && covers(examination, other))
  const place = { pool: verification.pool, context, origin: originOf(format) }
  const own = await validateTokens(
    'signature-timestamp',
    signer?.unsignedAttributes.get(OID.signatureTimestampToken),
    [signer?.signature ?? new Uint8Array()],
    place,
  )
  const ofContent = await validateTokens(
    'content-timestamp',
    signer?.signedAttributes?.values.get(OID.contentTimestamp),
    format.signed?.chunks ?? [],
    place,
  )
  const overFile = after.flatMap(({ timestamp }) => timestamp ?? [])
  return {
    timestamps: [...ofContent, ...own, ...overFile].map(({ report }) => report),
    ...present({
      bestSignatureTime: earliest([
        ...provenTimes(own),
        ...after.flatMap((other) => provenTime(other) ?? []),
      ]),
      madeAfter: latest([...provenTimes(ofContent), ...before.flatMap((other) => provenTime(other) ?? [])]),
    }),
    timestampAuthorities: authoritiesOf(own, overFile),
  }
}

async function validateTokens(
  kind: TimestampReport['kind'],
  tokens: readonly Asn1Element[] | undefined,
  stamped: readonly Uint8Array[],
  place: TimestampPlace,
): Promise<readonly TimestampResult[]> {
  const results: TimestampResult[] = []
  for (const token of tokens?.slice(0, MAXIMUM_TOKENS) ?? []) {
    results.push(await validateTimestamp(kind, token, stamped, place))
  }
  return results
}

function provenTimes(results: readonly TimestampResult[]): readonly Date[] {
  return results.flatMap(({ provenTime }) => provenTime ?? [])
}

function authoritiesOf(
  own: readonly TimestampResult[],
  overFile: readonly TimestampResult[],
): readonly Certificate[] {
  const isIntact = ({ report }: TimestampResult) => report.integrity.kind === 'intact'
  const intact = own.filter(isIntact)
  const counting = intact.length > 0 ? intact : overFile.filter(isIntact).slice(0, 1)
  return counting.flatMap(({ signingCertificate }) => signingCertificate ?? [])
}
