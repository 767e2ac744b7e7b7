// What `tapis sign` draws: the block says only what the certificate says, since the command knows no agency and no portal.

import { type PdfFile, type SignatureAppearance, signatureFieldBox } from '@tapis/pades/create'
import { certificateNames } from '@tapis/signer/certificate-names'
import { findAnchor, type Place, pageSizes, type ResolvedPlace, resolvePlace } from '@tapis/signer/place'
import { drawSignatureBlock } from '@tapis/signer/stamp'
import { inFlags } from './anchor-refusal.ts'

export interface WantedAppearance {
  readonly place?: Place
  /** An empty field of this name is signed in its own box. */
  readonly fieldName?: string
  /** Opens an encrypted PDF. */
  readonly password?: string
  /** DER; its names are drawn. */
  readonly certificate: Uint8Array
  readonly signedAt: Date
}

/**
 * The signature block where the place, the anchor or the named field's own box asks for it; undefined for an invisible signature.
 * @throws AnchorRefusal ANCHOR_NOT_FOUND, ANCHOR_AMBIGUOUS; ApiError PAGE_NOT_FOUND, BOX_OFF_PAGE; StampError STAMP_BOX_TOO_SMALL; PadesError
 */
export async function visibleSignature(
  pdf: PdfFile,
  wanted: WantedAppearance,
): Promise<SignatureAppearance | undefined> {
  const where = await whereOn(pdf, wanted)
  if (where === undefined) return undefined
  const { subject, organisation, issuer } = certificateNames(wanted.certificate)
  const { content, fonts } = drawSignatureBlock({
    width: where.box.width,
    height: where.box.height,
    lines: {
      kind: 'signature',
      signerName: subject,
      position: '',
      agencyName: organisation ?? '',
      signedAt: wanted.signedAt,
      caName: issuer,
      certifiedProvider: undefined,
    },
  })
  return { page: where.page, rect: where.box, content, fonts }
}

async function whereOn(
  pdf: PdfFile,
  { place, fieldName, password }: WantedAppearance,
): Promise<ResolvedPlace | undefined> {
  const opened = password === undefined ? {} : { password }
  if (place !== undefined) {
    try {
      return await resolvePlace(pdf, pageSizes(pdf, opened), place, (whole, tag) =>
        findAnchor(whole, tag, opened),
      )
    } catch (error) {
      throw inFlags(error)
    }
  }
  return fieldName === undefined ? undefined : signatureFieldBox(pdf, fieldName, opened)
}
