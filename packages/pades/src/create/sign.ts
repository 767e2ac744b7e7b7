// Signing in one call: prepare, sign, time-stamp, complete.

import { type Hash, present, SHA_256, webCryptoHash } from '@tapis/pki'
import type { DocMdpPermission } from '../document/permissions/doc-mdp.ts'
import type { PdfInput } from '../pdf/reading/file-bytes.ts'
import type { SignatureAppearance } from './appearance/appearance.ts'
import type { Deflate } from './appearance/deflate.ts'
import { augmentGrowing } from './augment/augment.ts'
import { PadesError } from './errors.ts'
import type { FieldLock } from './field/restrictions.ts'
import { GrowingInMemory, type GrowingPdf, type SignedPdf, signedPdf } from './growing-pdf.ts'
import { type Baseline, type KeyCustodian, signMessage } from './ports.ts'
import type { PreflightPolicy } from './preflight/finding.ts'
import { preflightRemarks } from './preflight/preflight-remarks.ts'
import { completeUpdate, type SignatureValue } from './prepare/complete.ts'
import type { OpeningOptions } from './prepare/open-for-signing.ts'
import { prepareSignature } from './prepare/prepare.ts'
import type { PrepareOptions } from './prepare/prepare-options.ts'
import type { PreparedSignature } from './prepare/prepared-signature.ts'
import type { SignatureFields } from './prepare/signature-dictionary.ts'

/** Who signs, at which level, and what is stated. */
export interface SignOptions extends OpeningOptions {
  readonly custodian: KeyCustodian
  readonly baseline: Baseline
  readonly fields: SignatureFields
  /**
   * What is looked for in the document first, and what of it refuses the signing; default: nothing
   * is looked for.
   */
  readonly preflight?: PreflightPolicy
  /** As in `prepareSignature`: default, an invisible field on the first page. */
  readonly appearance?: SignatureAppearance
  readonly certify?: DocMdpPermission
  readonly lock?: FieldLock
  /** Digest of the byte range; default WebCrypto, which copies the document once more. */
  readonly hash?: Hash
  /** For the streams of the appearance; default fflate. */
  readonly deflate?: Deflate
}

/**
 * Tokens of one authority differ by a few bytes, and the second one must not be too large again.
 */
const GROWTH_MARGIN_BYTES = 1024

/**
 * Signs a document, and returns it in its two parts. When the time-stamp token is larger than its
 * authority foresaw, everything is prepared and signed once more with a larger reservation: the key
 * is then used twice.
 * @throws PadesError PREFLIGHT_REFUSED; what `prepareSignature` and `completeSignature` throw,
 *   `augmentPdf` for levels above B-T, and what the custodian or authority throws
 */
export async function signPdf(pdf: Uint8Array, options: SignOptions): Promise<SignedPdf> {
  const document = new GrowingInMemory(pdf)
  const { fieldName, warnings } = await signGrowing(document, options)
  return signedPdf(pdf, { update: document.update, fieldName, warnings })
}

/**
 * As `signPdf`, for a document that may be a file on disk, of which only what is needed is in
 * memory.
 * @throws as `signPdf`, with the updates before appended
 */
export async function signGrowing(
  document: GrowingPdf,
  options: SignOptions,
): Promise<Pick<SignedPdf, 'fieldName' | 'warnings'>> {
  const { baseline, fields, password, hash, deflate } = options
  const { update, ...signed } = await signatureUpdate(document.pdf, options)
  await document.append(update)
  // Levels above B-T are further updates behind the one that holds the signature.
  if (baseline.level === 'B-LT' || baseline.level === 'B-LTA') {
    await augmentGrowing(document, {
      ...baseline,
      at: fields.signingTime,
      ...present({ password, hash, deflate }),
    })
  }
  return signed
}

type SignatureUpdate = Pick<SignedPdf, 'update' | 'fieldName' | 'warnings'>

/** Makes the update of a signature up to B-T. */
async function signatureUpdate(pdf: PdfInput, options: SignOptions): Promise<SignatureUpdate> {
  const { custodian, baseline, appearance, certify, lock, password, damage, hash, deflate } = options
  const remarks = options.preflight === undefined ? [] : preflightRemarks(pdf, options.preflight, options)
  const preparing: PrepareOptions = {
    fields: options.fields,
    certificatePath: custodian.certificatePath,
    algorithm: custodian.algorithm,
    timestampBytes: baseline.level === 'B-B' ? 0 : baseline.timestampAuthority.expectedTokenBytes,
    ...present({ appearance, certify, lock, password, damage, hash, deflate }),
  }
  const sign = async (prepared: PreparedSignature): Promise<SignatureUpdate> => ({
    update: completeUpdate(prepared, await signatureValue(prepared, custodian, baseline)),
    fieldName: prepared.fieldName,
    warnings: [...prepared.warnings, ...remarks],
  })
  try {
    return await sign(await prepareSignature(pdf, preparing))
  } catch (error) {
    if (!(error instanceof PadesError) || error.neededBytes === undefined) throw error
    const reservedBytes = error.neededBytes + GROWTH_MARGIN_BYTES
    return await sign(await prepareSignature(pdf, { ...preparing, reservedBytes }))
  }
}

/**
 * Has the custodian sign. The imprint of the time-stamp is of the signature value, without its
 * ASN.1 header (EN 319 122-1 clause 5.3).
 */
async function signatureValue(
  prepared: PreparedSignature,
  custodian: KeyCustodian,
  baseline: Baseline,
): Promise<SignatureValue> {
  const signature = await signMessage(custodian, prepared.signedAttributes)
  if (baseline.level === 'B-B') return { signature }
  const digest = await webCryptoHash(SHA_256.webCryptoName, [signature])
  const timestampToken = await baseline.timestampAuthority.timestamp({ algorithm: 'sha-256', digest })
  return { signature, timestampToken }
}
