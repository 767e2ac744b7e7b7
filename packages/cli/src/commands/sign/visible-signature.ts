// What `tapis sign` draws: the block says only what the certificate says, since the command knows no agency and no portal.

import {
  type CoveredContent,
  coveredContent,
  type PdfFile,
  type SignatureAppearance,
  signatureFieldBox,
} from '@tapis/pades/create'
import { certificateNames } from '@tapis/signer/certificate-names'
import { findAnchor, type Place, pageSizes, type ResolvedPlace, resolvePlace } from '@tapis/signer/place'
import { drawSignatureBlock } from '@tapis/stamp'
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

export interface VisibleSignature {
  readonly appearance: SignatureAppearance
  /** What lies under it, but for the anchor that it is meant to cover. */
  readonly covered: CoveredContent
}

/**
 * The signature block where the place, the anchor or the named field's own box asks for it; undefined for an invisible signature.
 * @throws AnchorRefusal ANCHOR_NOT_FOUND, ANCHOR_AMBIGUOUS; ApiError PAGE_NOT_FOUND, BOX_OFF_PAGE; StampError STAMP_BOX_TOO_SMALL; PadesError
 */
export async function visibleSignature(
  pdf: PdfFile,
  wanted: WantedAppearance,
): Promise<VisibleSignature | undefined> {
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
  const { page, box, anchor } = where
  const covered = coveredContent(pdf, page, box, {
    ...opening(wanted),
    ...(anchor === undefined ? {} : { meant: [anchor] }),
  })
  return { appearance: { page, rect: box, content, fonts }, covered }
}

async function whereOn(
  pdf: PdfFile,
  { place, fieldName, ...wanted }: WantedAppearance,
): Promise<ResolvedPlace | undefined> {
  const opened = opening(wanted)
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

function opening({ password }: Pick<WantedAppearance, 'password'>): { readonly password?: string } {
  return password === undefined ? {} : { password }
}
