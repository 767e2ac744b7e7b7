// The certificates that validation data is gathered for: of signers and of timestamp authorities
// (EN 319 142-1 clause 5.4).

import { present } from '@tapis/pki'
import type { Moments } from '@tapis/pki/revocation'
import type { Certificate } from '@tapis/pki/x509'
import { PadesError } from '../errors.ts'
import type { FoundSignature } from './signatures-in.ts'

/**
 * A certificate that validation data is gathered for, and the moments by which validation will
 * judge it; each by default now.
 */
export interface Target extends Partial<Moments> {
  readonly certificate: Certificate
  readonly isTimestampAuthority?: boolean
}

/**
 * Returns whose certificates signatures rest on: the signer's, used by the time that its timestamps
 * state, and their authorities', whose tokens state a time.
 *
 * @param all of the document: a document timestamp is one of every signature that it covers
 * @throws PadesError EVIDENCE_UNAVAILABLE when a certificate did not come with the signature
 */
export function targetsOf(
  signatures: readonly FoundSignature[],
  all: readonly FoundSignature[],
): readonly Target[] {
  return signatures.flatMap((signature) => {
    const { isDocumentTimestamp, time, signer, authorities, timestamps } = signature
    const own = isDocumentTimestamp
      ? authority(signer, time)
      : { certificate: certificateOf(signer), ...provenBy(firstTimeOver(signature, all)) }
    return [own, ...authorities.map((each, index) => authority(each, timestamps[index]))]
  })
}

function authority(certificate: Certificate | undefined, stated: Date | undefined): Target {
  return {
    certificate: certificateOf(certificate),
    isTimestampAuthority: true,
    ...present({ spokenOf: stated }),
  }
}

function provenBy(time: Date | undefined): Partial<Moments> {
  return time === undefined ? {} : { goodUntil: time, spokenOf: time }
}

/** Returns the earliest time by which timestamps say that a signature was there. */
function firstTimeOver(
  { timestamps, end }: FoundSignature,
  all: readonly FoundSignature[],
): Date | undefined {
  const overFile = all.flatMap(({ time, gapStart }) => (time !== undefined && gapStart >= end ? [time] : []))
  const [first] = [...timestamps, ...overFile].toSorted((one, other) => one.getTime() - other.getTime())
  return first
}

function certificateOf(certificate: Certificate | undefined): Certificate {
  if (certificate !== undefined) return certificate
  const expected = 'expected a signature to carry the certificate of its signer'
  throw new PadesError('EVIDENCE_UNAVAILABLE', `${expected}, found one that does not`)
}
