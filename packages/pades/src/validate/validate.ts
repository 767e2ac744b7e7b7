// Validation of the signatures of a PDF (EN 319 102-1 clause 5, EN 319 142-1). Sans I/O: what the file and the caller give is all
// there is. Everything that is not understood, or goes wrong, ends in a conclusion other than a pass.
import { type Hash, webCryptoHash } from '@tapis/pki'
import { parseCertificate } from '@tapis/pki/x509'
import { openPdf } from '../pdf/open.ts'
import { overlapWarnings } from './annotation-overlaps.ts'
import type { CarriedEvidence } from './context/carried-evidence.ts'
import { trustMaterial } from './context/trust-material.ts'
import { completePolicy, type PartialPolicy } from './context/validation-policy.ts'
import { readSecurityStores } from './document-security-store.ts'
import { explain, judgeFile } from './file/file-judgement.ts'
import type { ValidationReport } from './report/report.ts'

export interface ValidationOptions {
  /** DER certificates from which paths may start. None: nothing can pass. */
  readonly trustAnchors: readonly Uint8Array[]
  /** The time of validation. */
  readonly at: Date
  /** Digest of several pieces; default WebCrypto, which needs them joined. */
  readonly hash?: Hash
  /** User or owner password of an encrypted file; default the empty one. A locked file passes nothing. */
  readonly password?: string
  /** Default: revocation data for every certificate that says where it is published; algorithms by the dates of ETSI TS 119 312. */
  readonly policy?: PartialPolicy
  /** DER that the caller gathered beside the file, such as an earlier report named as missing. */
  readonly evidence?: Partial<CarriedEvidence>
}

/**
 * Validates every signature and document timestamp of a PDF. Never throws for bad data: a file that cannot be read has `error`, and a
 * signature that cannot be judged is INDETERMINATE.
 *
 * @param pdf the whole file
 * @throws Asn1Error when a trust anchor is no certificate, TypeError for a policy that there is not: the caller's mistakes
 */
export async function validatePdf(
  pdf: Uint8Array,
  { trustAnchors, at, hash = webCryptoHash, password, policy, evidence }: ValidationOptions,
): Promise<ValidationReport> {
  const anchors = trustAnchors.map(parseCertificate)
  const completed = completePolicy(policy)
  try {
    const document = openPdf(pdf, { recover: true, ...(password === undefined ? {} : { password }) })
    const material = trustMaterial(
      { anchors, at, hash, policy: completed },
      { stored: readSecurityStores(document), ...(evidence === undefined ? {} : { given: evidence }) },
    )
    const { reports: signatures } = await judgeFile(document, material)
    // Signatures may be in what cannot be read, so that their absence says nothing.
    const isUnknown = document.locked !== undefined && signatures.length === 0
    return {
      signatures,
      ...(isUnknown ? { error: explain(document.locked) } : {}),
      warnings: [...document.warnings, ...(document.locked === undefined ? overlapWarnings(document) : [])],
    }
  } catch (error) {
    return { signatures: [], error: explain(error), warnings: [] }
  }
}
