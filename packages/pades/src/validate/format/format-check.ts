// Format checking (EN 319 102-1 clause 5.2.2): whether the file's field, byte range and CMS object
// are what PAdES says. A field that claims to be signed and is not well formed is a failure, never
// "no signature".
import { present } from '@tapis/pki'
import { Asn1Error } from '@tapis/pki/asn1'
import { parseSignedData, type SignedData, type SignerInfo } from '@tapis/pki/cms'
import type { SignatureField } from '../../document/form/signature-fields.ts'
import { nameEntry } from '../../document/pdf-view.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { isDictionary, type PdfDictionary } from '../../pdf/objects.ts'
import { failed, indeterminate, type Refusal } from '../report/conclusion.ts'
import type { Origin } from '../time/proofs.ts'
import { readByteRange, refuseCrossing, type SignedBytes } from './byte-range.ts'
import { type Coverage, readCoverage } from './coverage.ts'
import { findSubFilter, type SubFilter } from './sub-filter.ts'

/** What of the signature could be read. */
export interface CheckedFormat {
  readonly field: SignatureField
  readonly signature?: PdfDictionary
  readonly subFilter?: SubFilter
  readonly signed?: SignedBytes
  readonly coverage: Coverage
  /** Index of the newest revision covered. */
  readonly revision?: number
  readonly cms?: { readonly signedData: SignedData; readonly signer: SignerInfo }
  /** Why the signature cannot pass, whatever its mathematics. */
  readonly refusal?: Refusal
}

/** Returns where the CMS object of a signature stands. */
export function originOf({ subFilter, revision }: CheckedFormat): Origin {
  return { from: subFilter?.kind === 'document-timestamp' ? 'timestamp' : 'signature', revision }
}

export function checkFormats(
  document: PdfDocument,
  fields: readonly SignatureField[],
): readonly CheckedFormat[] {
  const checked = fields.map((field) => checkFormat(document, field))
  const ranges = checked.flatMap(({ signed }) => (signed === undefined ? [] : [signed]))
  return checked.map((format) => {
    const crossing = format.signed === undefined ? undefined : refuseCrossing(format.signed, ranges)
    if (crossing === undefined) return format
    return { ...format, coverage: 'UNCLEAR', refusal: format.refusal ?? failed('FORMAT_FAILURE', crossing) }
  })
}

function checkFormat(document: PdfDocument, field: SignatureField): CheckedFormat {
  const signature = field.value
  if (!isDictionary(signature)) {
    const reason = 'the field is marked as signed, but holds no signature dictionary'
    return { field, coverage: 'UNCLEAR', refusal: failed('FORMAT_FAILURE', reason) }
  }
  const base = { field, signature }
  const { signed, complaint } = readByteRange(document, signature)
  if (signed === undefined) {
    return { ...base, coverage: 'UNCLEAR', refusal: failed('FORMAT_FAILURE', complaint) }
  }
  const { coverage, revision } = readCoverage(document, signed)
  const covered = { ...base, signed, coverage, ...present({ revision }) }
  const subFilterName = nameEntry(document, signature, 'SubFilter')
  const subFilter = findSubFilter(subFilterName)
  if (subFilter === undefined) return { ...covered, refusal: refuseSubFilter(subFilterName) }
  try {
    const signedData = parseSignedData(signed.contents)
    const [signer, ...more] = signedData.signerInfos
    const cms = signer === undefined ? undefined : { signedData, signer }
    const reason =
      complaint ??
      field.complaint ??
      (coverage === 'UNCLEAR'
        ? 'the signed bytes do not end where a revision of the file ends'
        : undefined) ??
      (signer === undefined || more.length > 0
        ? `expected exactly one SignerInfo, found ${signedData.signerInfos.length}`
        : undefined) ??
      (signer !== undefined && !signedData.digestOids.includes(signer.digestAlgorithm.oid)
        ? 'the signer uses a digest algorithm that SignedData does not announce'
        : undefined) ??
      refuseContent(signedData, subFilter)
    const refusal = reason === undefined ? refuseVersion(signedData) : failed('FORMAT_FAILURE', reason)
    return { ...covered, subFilter, ...present({ cms, refusal }) }
  } catch (error) {
    if (!(error instanceof Asn1Error)) throw error
    const reason = `/Contents cannot be read as CMS: ${error.message}`
    return { ...covered, subFilter, refusal: failed('FORMAT_FAILURE', reason) }
  }
}

function refuseContent({ content, contentType }: SignedData, subFilter: SubFilter): string | undefined {
  if (contentType !== subFilter.contentType) return `the CMS object is over content of type ${contentType}`
  const isDetached = subFilter.content === 'detached'
  if (isDetached && content !== undefined)
    return 'the CMS object has a content of its own and is not detached'
  if (!isDetached && content === undefined) return 'the CMS object has no content'
  return undefined
}

function refuseVersion({ hasFittingVersion }: SignedData): Refusal | undefined {
  return hasFittingVersion
    ? undefined
    : indeterminate('SIG_CONSTRAINTS_FAILURE', 'SignedData is of a version that does not fit its content')
}

function refuseSubFilter(name: string | undefined): Refusal {
  if (name === undefined) return failed('FORMAT_FAILURE', 'the signature dictionary has no /SubFilter')
  return indeterminate('SIG_CONSTRAINTS_FAILURE', `/SubFilter ${name} is not one that can be verified here`, [
    { kind: 'algorithm', description: name },
  ])
}
