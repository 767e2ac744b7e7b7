// Tells what an archive timestamp preserves (EN 319 142-1 clause 5.4): a signature whose validation
// data was in the store when a later document timestamp was made needs no more data, even when its
// certificate has expired or its authority no longer answers.

import type { PdfDocument } from '../../pdf/document.ts'
import { PadesError } from '../errors.ts'
import type { EvidenceSource } from '../ports.ts'
import { storedData } from './document-security-store.ts'
import type { ValidationData } from './revocation-data.ts'
import { type FoundSignature, readCertificates } from './signatures-in.ts'
import { targetsOf } from './targets.ts'
import { gatherValidationData } from './validation-data.ts'

/**
 * How many pairs of signature and later timestamp are looked at; a signature beyond gets its data
 * anew.
 */
const MAXIMUM_PAIRS = 2000

/**
 * Returns the signatures for which something has still to be stored.
 *
 * @param certificates DER, as in `EvidenceSource`
 */
export async function notPreserved(
  document: PdfDocument,
  signatures: readonly FoundSignature[],
  certificates: readonly Uint8Array[],
): Promise<readonly FoundSignature[]> {
  const stores = storesUnder(document, signatures)
  const left: FoundSignature[] = []
  let pairs = 0
  for (const signature of signatures) {
    let isPreserved = false
    for (const { time, gapStart, stored } of stores) {
      if (gapStart < signature.end || ++pairs > MAXIMUM_PAIRS) continue
      isPreserved = await isAnswered(stored, signature, signatures, time, certificates)
      if (isPreserved) break
    }
    if (!isPreserved) left.push(signature)
  }
  return left
}

interface StampedStore {
  readonly time: Date
  readonly gapStart: number
  readonly stored: ValidationData
}

/** Returns, for each document timestamp, the store as of the revision that it covers. */
function storesUnder(document: PdfDocument, signatures: readonly FoundSignature[]): readonly StampedStore[] {
  return signatures.flatMap(({ time, gapStart, end }) => {
    const covered = document.revisions.findLastIndex(({ startXref }) => startXref < end)
    if (time === undefined || covered < 0) return []
    return [{ time, gapStart, stored: storedData(document.at(covered)) }]
  })
}

/** Says whether the store holds all that would be gathered for the signature at that time. */
async function isAnswered(
  stored: ValidationData,
  signature: FoundSignature,
  all: readonly FoundSignature[],
  at: Date,
  certificates: readonly Uint8Array[],
): Promise<boolean> {
  const pool = [...signature.certificates, ...stored.certificates.flatMap(readCertificates)]
  try {
    await gatherValidationData(targetsOf([signature], all), pool, {
      source: nobody(certificates),
      at,
      stored,
    })
    return true
  } catch (error) {
    if (error instanceof PadesError) return false
    throw error
  }
}

const nobody = (certificates: readonly Uint8Array[]): EvidenceSource => ({
  certificates,
  ocsp: async () => undefined,
  crl: async () => undefined,
  certificate: async () => undefined,
})
