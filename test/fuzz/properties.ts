// What must hold of the report on any file, however broken: there is one, it took bounded work, and
// nothing passes but a signature over bytes that somebody signed.
import { createHash } from 'node:crypto'
import { type Hash, type ValidationReport, validatePdf } from '@tapis/pades/validate'

/** A file of which the signed ranges are known. */
export interface Original {
  readonly bytes: Uint8Array
  /**
   * Made here: every byte of its CMS objects matters. Others carry certificates that nobody needs,
   * and that nothing signs.
   */
  readonly isOurs: boolean
  /** Ends of the signed bytes, and the gaps in them. */
  readonly ranges: readonly SignedRange[]
}

interface SignedRange {
  readonly gapStart: number
  readonly gapEnd: number
  readonly end: number
}

export interface Trust {
  readonly anchors: readonly Uint8Array[]
  readonly at: Date
}

// As many signatures as are looked at, each hashed once for itself and once for a timestamp.
const MAXIMUM_HASHES_OF_FILE = 512
const MAXIMUM_REPORT = 8_000_000

export function originalOf(bytes: Uint8Array, isOurs: boolean): Original {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
  const ranges = [...text.matchAll(/\/ByteRange\s*\[\s*0 (\d+) (\d+) (\d+)\s*\]/g)].map(
    ([, first, second, third]) => ({
      gapStart: Number(first),
      gapEnd: Number(second),
      end: Number(second) + Number(third),
    }),
  )
  return { bytes, ranges, isOurs }
}

/**
 * Validates the file and gives what did not hold of the report; empty when all did.
 *
 * @param originals the file that was broken, and another that parts were taken from
 */
export async function complaintsOf(
  pdf: Uint8Array,
  originals: readonly Original[],
  { anchors, at }: Trust,
): Promise<readonly string[]> {
  let hashed = 0
  const hash: Hash = (algorithm, chunks) => {
    const digest = createHash(algorithm.replace('-', ''))
    for (const chunk of chunks) {
      hashed += chunk.length
      digest.update(chunk)
    }
    return digest.digest()
  }
  try {
    const report = await validatePdf(pdf, { trustAnchors: anchors, at, hash })
    const complaints = [...complaintsAbout(report), ...falsePasses(pdf, report, originals)]
    if (hashed > MAXIMUM_HASHES_OF_FILE * (pdf.length + 65_536)) complaints.push(`hashed ${hashed} bytes`)
    return complaints
  } catch (error) {
    return [`threw ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`]
  }
}

function complaintsAbout(report: ValidationReport): string[] {
  const complaints: string[] = []
  if (report.error?.code === 'INTERNAL')
    complaints.push(`ended in an unforeseen error: ${report.error.message}`)
  for (const { conclusion } of report.signatures) {
    if (conclusion.indication !== 'TOTAL-PASSED' && conclusion.reason.includes('INTERNAL')) {
      complaints.push(`a signature ended in an unforeseen error: ${conclusion.reason}`)
    }
  }
  const length = JSON.stringify(report, (_key, value: unknown) =>
    value instanceof Uint8Array ? value.length : value,
  ).length
  if (length > MAXIMUM_REPORT) complaints.push(`a report of ${length} characters`)
  return complaints
}

function falsePasses(
  pdf: Uint8Array,
  { signatures }: ValidationReport,
  originals: readonly Original[],
): readonly string[] {
  const passed = signatures.filter(({ conclusion }) => conclusion.indication === 'TOTAL-PASSED')
  const intact = Math.max(0, ...originals.map((original) => intactRanges(pdf, original)))
  const complaints: string[] = []
  if (passed.length > intact)
    complaints.push(`${passed.length} signatures pass, ${intact} ranges are as they were signed`)
  const [own] = originals
  for (const { field, modification } of own !== undefined && isGrown(pdf, own.bytes) ? passed : []) {
    if (modification === 'NONE') complaints.push(`${field} passes as not modified, with bytes behind it`)
  }
  return complaints
}

function intactRanges(pdf: Uint8Array, { bytes, ranges, isOurs }: Original): number {
  return ranges.filter(({ gapStart, gapEnd, end }) => {
    const same = (from: number, to: number): boolean =>
      Buffer.compare(pdf.subarray(from, to), bytes.subarray(from, to)) === 0
    const sameGap = !isOurs || gapOf(pdf, bytes, gapStart, gapEnd) === gapOf(bytes, bytes, gapStart, gapEnd)
    return pdf.length >= end && same(0, gapStart) && sameGap && same(gapEnd, end)
  }).length
}

/**
 * What the gap says: hexadecimal digits of either case, without the certificates of authorities.
 * Nothing signs the copy in a container, and where it is damaged another signature's may serve.
 */
function gapOf(pdf: Uint8Array, original: Uint8Array, from: number, to: number): string {
  let text = digits(pdf, from, to)
  for (const [start, end] of authorityCertificates(digits(original, from, to))) {
    text = text.slice(0, start) + text.slice(end)
  }
  return text
}

/**
 * Places of the certificates behind the first one, of a container that signing here made; the last
 * one first.
 */
function authorityCertificates(gap: string): readonly (readonly [number, number])[] {
  const places: (readonly [number, number])[] = []
  // SEQUENCE { SEQUENCE { [0] { INTEGER 2 }, INTEGER …: how every certificate begins whose lengths
  // take two bytes.
  for (const { index } of gap.matchAll(/3082....3082....a003020102/g)) {
    places.push([index, index + 8 + Number.parseInt(gap.slice(index + 4, index + 8), 16) * 2])
  }
  return places.slice(1).reverse()
}

function digits(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.subarray(from, to)).toString('latin1').toLowerCase()
}

/** Whether the file is an original with something behind it that is not white space. */
function isGrown(pdf: Uint8Array, original: Uint8Array): boolean {
  if (pdf.length <= original.length) return false
  if (Buffer.compare(pdf.subarray(0, original.length), original) !== 0) return false
  return !/^[\0\t\n\f\r ]*$/.test(Buffer.from(pdf.subarray(original.length)).toString('latin1'))
}
