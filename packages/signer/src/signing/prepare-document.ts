// The first half of a signature, in a thread without keys: opens the submitted PDF once, finds the
// place of the stamp, draws it, and prepares everything but the signature value. What cannot be
// signed is refused here, before anybody's key is opened.
import {
  coveredContent,
  openForSigning,
  type PdfDocument,
  type PreflightPolicy,
  type PreparedSignature,
  type PrepareOptions,
  preflightRemarks,
  prepareSignature,
  type SignatureAppearance,
} from '@tapis/pades/create'
import { deflate, digest } from '@tapis/pades/node'
import { examineForSigning, type SignabilityCode } from '@tapis/pades/validate'
import { present } from '@tapis/pki'
import type { DocumentCode, PortalOrigin } from '@tapis/qr-seal'
import {
  type AnchorFinder,
  drawStamp,
  type Place,
  pageSizes,
  type ResolvedPlace,
  resolvePlace,
  type StampLines,
  searchAnchor,
} from '@tapis/stamp'
import { ApiError } from '../problems/problem.ts'
import type { ProblemCode } from '../problems/problem-table.ts'
import { readUploaded, type UploadedFile } from '../uploads/upload.ts'
import type { JobContext } from '../work/job-context.ts'
import { judgedBy, type OutputTrust } from './check-own-output.ts'
import {
  type CoveredChoice,
  type CoveredWarning,
  coveredWarning,
  requireNothingCovered,
} from './covered-places.ts'

/** Everything that the signature is made of but the key; plain data. */
interface Preparation {
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
  /** What becomes of a stamp that hides something. */
  readonly covered: CoveredChoice
  /** By which earlier signatures are judged. */
  readonly trust: OutputTrust
}

export interface PreparedDocument {
  readonly prepared: PreparedSignature
  readonly pages: number
  /** Codes of what was tolerated in the document, for the log. */
  readonly remarks: readonly string[]
  /** For whoever asked for the signature. */
  readonly warnings: readonly CoveredWarning[]
}

/**
 * @throws PdfError, PadesError, StampError, PlaceError; ApiError of what no signature on the
 *   document could pass with
 */
export async function prepareDocument(
  { file, place, stamp, signature, preflight, covered, trust }: Preparation,
  context: JobContext,
): Promise<PreparedDocument> {
  const uploaded = readUploaded(file)
  // Half a file is more likely an upload that broke off than what somebody wants to sign: it is not
  // repaired.
  const pdf = openForSigning(uploaded)
  const pages = pageSizes(pdf)
  const resolved = place && (await resolvePlace(uploaded, pages, place, finder(context)))
  const warnings = resolved === undefined ? [] : coveredBy(pdf, resolved, covered)
  const tolerated = preflightRemarks(pdf, preflight)
  await requireSignable(pdf, trust)
  const appearance = resolved && appearanceOf(stamp, resolved)
  const options = { ...signature, ...present({ appearance }), hash: digest, deflate }
  const prepared = await prepareSignature(pdf, options)
  // "CODE: sentence"
  const codes = [...prepared.warnings, ...tolerated].map((remark) => remark.slice(0, remark.indexOf(':')))
  return {
    prepared,
    pages: pages.count,
    remarks: [...codes, ...warnings.map(({ code }) => code)],
    warnings,
  }
}

/** @throws ApiError STAMP_COVERS_CONTENT */
function coveredBy(
  pdf: PdfDocument,
  { page, box, anchor }: ResolvedPlace,
  choice: CoveredChoice,
): readonly CoveredWarning[] {
  if (choice === 'allow') return []
  const covered = coveredContent(pdf, page, box, { meant: anchor === undefined ? [] : [anchor] })
  if (choice === 'refuse') requireNothingCovered(page, covered)
  const warning = coveredWarning(page, covered)
  return warning === undefined ? [] : [warning]
}

/** @throws ApiError by the code of `examineForSigning` */
async function requireSignable(pdf: PdfDocument, trust: OutputTrust): Promise<void> {
  const signability = await examineForSigning(pdf, { hash: digest, trust: judgedBy(trust) })
  if (signability.kind === 'signable') return
  const { code, reason } = signability
  const cause = new Error(reason)
  const because = NOT_SIGNABLE[code]
  throw new ApiError(because, { facts: { reason: code }, cause })
}

const NOT_SIGNABLE = {
  NOT_READABLE: 'PDF_DAMAGED',
  TOO_COMPLEX: 'PDF_TOO_COMPLEX',
  READERS_DISAGREE: 'READERS_DISAGREE',
  EARLIER_SIGNATURE_BROKEN: 'EARLIER_SIGNATURE_BROKEN',
  EARLIER_SIGNATURE_FORBIDS: 'EARLIER_SIGNATURE_FORBIDS',
  SIGNATURE_DOUBTFUL: 'PDF_DAMAGED',
} as const satisfies Readonly<Record<SignabilityCode, ProblemCode>>

/** Searches in this thread, which is one that may be ended. */
function finder({ stoppedMeans }: JobContext): AnchorFinder {
  return async (pdf, tag) => {
    stoppedMeans('ANCHOR_SEARCH_TOO_LARGE')
    // pdf.js takes what it reads away.
    const found = await searchAnchor({ pdf: pdf.slice(), tag })
    stoppedMeans('PDF_TOO_COMPLEX')
    return found
  }
}

/** @throws StampError STAMP_BOX_TOO_SMALL */
function appearanceOf(stamp: Preparation['stamp'], { page, box }: ResolvedPlace): SignatureAppearance {
  const { width, height } = box
  return { page, rect: box, ...drawStamp({ ...stamp, width, height }) }
}
