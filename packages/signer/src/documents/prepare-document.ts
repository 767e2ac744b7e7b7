// The first half of a signature, in a thread without keys: reads the submitted PDF, finds the place of the stamp, draws it, and prepares
// everything but the signature value. What cannot be signed is refused here, before anybody's key is opened.
import {
  type PreflightPolicy,
  type PreparedSignature,
  type PrepareOptions,
  preflightRemarks,
  prepareSignature,
  type SignatureAppearance,
} from '@tapis/pades/create'
import type { DocumentCode, PortalOrigin } from '@tapis/qr-seal'
import { deflate } from '../deflate.ts'
import { digest } from '../digest.ts'
import { positionsOf, searchAnchor, textLimits } from '../place/anchor-search.ts'
import { pageSizes } from '../place/page-sizes.ts'
import { type AnchorFinder, type Place, type ResolvedPlace, resolvePlace } from '../place/place.ts'
import { drawStamp, type StampLines } from '../stamp/index.ts'
import { readUploaded, type UploadedFile } from '../uploads/upload.ts'
import type { JobContext } from '../work/jobs.ts'

/** Everything that the signature is made of but the key; plain data. */
export interface Preparation {
  readonly file: UploadedFile
  /** Default: the signature is invisible. */
  readonly place?: Place
  readonly stamp: {
    readonly portalOrigin: PortalOrigin
    readonly code: DocumentCode
    readonly lines: StampLines
  }
  readonly signature: Pick<
    PrepareOptions,
    'fields' | 'certificatePath' | 'algorithm' | 'timestampBytes' | 'reservedBytes'
  >
  readonly preflight: PreflightPolicy
}

export interface PreparedDocument {
  readonly prepared: PreparedSignature
  readonly pages: number
  /** Codes of what was tolerated in the document, for the log. */
  readonly remarks: readonly string[]
}

// Half a file is more likely an upload that broke off than what somebody wants to sign.
const opening = { damage: 'refuse' } as const

/** @throws PdfError, PadesError, StampError, and ApiError of the place */
export async function prepareDocument(
  { file, place, stamp, signature, preflight }: Preparation,
  context: JobContext,
): Promise<PreparedDocument> {
  const pdf = readUploaded(file)
  const pages = pageSizes(pdf, opening)
  const resolved = place && (await resolvePlace(pdf, pages, place, finder(context)))
  const tolerated = preflightRemarks(pdf, preflight, opening)
  const prepared = await prepareSignature(pdf, {
    ...signature,
    ...(resolved === undefined ? {} : { appearance: appearanceOf(stamp, resolved) }),
    ...opening,
    hash: digest,
    deflate,
  })
  const remarks = [...prepared.warnings, ...tolerated]
  // "CODE: sentence"
  return {
    prepared,
    pages: pages.count,
    remarks: remarks.map((remark) => remark.slice(0, remark.indexOf(':'))),
  }
}

/** Searches in this thread, which is one that may be ended. */
function finder({ stoppedMeans }: JobContext): AnchorFinder {
  return async (pdf, tag) => {
    stoppedMeans('ANCHOR_SEARCH_TOO_LARGE')
    // pdf.js takes what it reads away.
    const outcome = await searchAnchor({ pdf: pdf.slice(), tag, limits: textLimits })
    stoppedMeans('PDF_TOO_COMPLEX')
    return positionsOf(outcome)
  }
}

/** @throws StampError STAMP_BOX_TOO_SMALL */
function appearanceOf(stamp: Preparation['stamp'], { page, box }: ResolvedPlace): SignatureAppearance {
  const { width, height } = box
  return { page, rect: box, ...drawStamp({ ...stamp, width, height }) }
}
