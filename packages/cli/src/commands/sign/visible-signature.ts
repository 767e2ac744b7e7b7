// Draws the signature block of `tapis sign`. It says only what the certificate says, since the
// command knows no agency and no portal.

import {
  type CoveredContent,
  coveredContent,
  type PdfFile,
  type SignatureAppearance,
  signatureFieldBox,
} from '@tapis/pades/create'
import { present } from '@tapis/pki'
import { certificateNames } from '@tapis/pki/x509'
import {
  drawSignatureBlock,
  type Place,
  PlaceError,
  pageSizes,
  type ResolvedPlace,
  resolvePlace,
} from '@tapis/stamp'

interface WantedAppearance {
  readonly place?: Place
  /** An empty field of this name is signed in its own box. */
  readonly fieldName?: string
  /** Opens an encrypted PDF. */
  readonly password?: string
  /** DER; its names are drawn. */
  readonly certificate: Uint8Array
  readonly signedAt: Date
}

interface VisibleSignature {
  readonly appearance: SignatureAppearance
  /** The content under it, but for the anchor that it is meant to cover. */
  readonly covered: CoveredContent
}

/**
 * Draws the signature block where the place, the anchor or the named field's own box asks for it;
 * undefined for an invisible signature.
 * @throws AnchorRefusal ANCHOR_NOT_FOUND, ANCHOR_AMBIGUOUS; ANCHOR_SEARCH_TOO_LARGE; PlaceError;
 *   ApiError of the search; StampError STAMP_BOX_TOO_SMALL; PadesError
 */
export async function drawVisibleSignature(
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
    ...present({ meant: anchor === undefined ? undefined : [anchor] }),
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
      // The service is loaded for a search alone: it takes longer than signing does.
      return await resolvePlace(pdf, pageSizes(pdf, opened), place, async (whole, tag) => {
        const { findAnchor } = await import('@tapis/signer')
        return findAnchor(whole, tag, opened)
      })
    } catch (error) {
      throw tellInFlags(error)
    }
  }
  return fieldName === undefined ? undefined : signatureFieldBox(pdf, fieldName, opened)
}

function opening({ password }: Pick<WantedAppearance, 'password'>): { readonly password?: string } {
  return present({ password })
}

/**
 * The anchor settles no place. `code` is the API's; the message names flags where the API's names
 * members of a request.
 */
class AnchorRefusal extends Error {
  override readonly name = 'AnchorRefusal'
  readonly code: string
  constructor(code: string, message: string, cause: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** Returns the refusal with `--flags` in place of members, or the error as it is. */
export function tellInFlags(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const { code } = error
  if (typeof code !== 'string') return error
  const message = sentenceOf(code, foundBy(error))
  return message === undefined ? error : new AnchorRefusal(code, message, error)
}

function sentenceOf(code: string, found: number): string | undefined {
  switch (code) {
    case 'ANCHOR_NOT_FOUND':
      return found === 0
        ? 'the anchor text is nowhere in the text of the document (text in an image does not count); --otherwise says where the signature goes then'
        : `the anchor text is there only ${found === 1 ? 'once' : `${found} times`}; --occurrence must be lower, or --otherwise says where the signature goes`
    case 'ANCHOR_AMBIGUOUS':
      return `the anchor text is there ${found} times; --occurrence says which one, from 1 in reading order, or last`
    case 'ANCHOR_SEARCH_TOO_LARGE':
      return 'the document is too large or too intricate to be searched for the anchor text; --place gives a page and a box instead'
    default:
      return undefined
  }
}

/**
 * Returns how often the text was found. Of a search that was given up, the API's error does not say
 * it.
 */
function foundBy(error: Error): number {
  return error instanceof PlaceError ? Number(error.facts['found'] ?? 0) : 0
}
