// Checks what a form's author demands of the signature in a field (/SV, ISO 32000-2 §12.7.5.5,
// tables 237 and 238). A requirement that cannot be met, or cannot be judged here, refuses the
// signing; a mere preference is passed over.

import type { DocMdpPermission } from '../../document/permissions/doc-mdp.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { isArray, isDictionary, isName, isString, type PdfDictionary } from '../../pdf/objects.ts'
import { textOf } from '../../pdf/syntax/text.ts'
import { PadesError } from '../errors.ts'
import { namesIn } from './empty-field.ts'

interface SeedValueContext {
  readonly reason: string | undefined
  readonly certify: DocMdpPermission | undefined
  /** The name that the registry has, as `sha-256`. */
  readonly digestName: string
  readonly isTimestamped: boolean
}

/** Table 237, /Ff: bit positions from 1. */
const required = {
  Filter: 1,
  SubFilter: 2,
  V: 3,
  Reasons: 4,
  LegalAttestation: 5,
  AddRevInfo: 6,
  DigestMethod: 7,
  LockDocument: 8,
  AppearanceFilter: 9,
} as const

/**
 * Refuses a signature that does not meet the demands. @throws PadesError SEED_VALUE_UNMET naming
 * the entry
 */
export function requireSeedValue(
  document: PdfDocument,
  seed: PdfDictionary,
  context: SeedValueContext,
): void {
  const flags = numberIn(document, seed, 'Ff') ?? 0
  const isRequired = (entry: keyof typeof required): boolean => (flags & (1 << (required[entry] - 1))) !== 0
  const filter = document.resolve(seed.entries.get('Filter'))
  if (isRequired('Filter') && isName(filter) && filter.value !== 'Adobe.PPKLite') throw unmet('Filter')
  if (isRequired('SubFilter') && !namesIn(document, seed, 'SubFilter').includes('ETSI.CAdES.detached')) {
    throw unmet('SubFilter')
  }
  if (isRequired('V') && (numberIn(document, seed, 'V') ?? 1) > 3) throw unmet('V')
  if (isRequired('Reasons')) requireReason(textsIn(document, seed, 'Reasons'), context.reason)
  if (isRequired('DigestMethod')) requireDigest(textsIn(document, seed, 'DigestMethod'), context.digestName)
  for (const entry of ['LegalAttestation', 'AddRevInfo', 'LockDocument', 'AppearanceFilter'] as const) {
    if (isRequired(entry)) throw unmet(entry)
  }
  const certificate = document.resolve(seed.entries.get('Cert'))
  if (isDictionary(certificate) && (numberIn(document, certificate, 'Ff') ?? 0) !== 0) throw unmet('Cert')
  const timestamp = document.resolve(seed.entries.get('TimeStamp'))
  const isStampRequired = isDictionary(timestamp) && numberIn(document, timestamp, 'Ff') === 1
  if (isStampRequired && !context.isTimestamped) throw unmet('TimeStamp')
  requireCertification(document, seed, context.certify)
}

/**
 * Refuses a reason that is not listed. A list of a single period, or an empty one, means that no
 * reason may be stated.
 */
function requireReason(reasons: readonly string[], reason: string | undefined): void {
  const isForbidden = reasons.length === 0 || (reasons.length === 1 && reasons[0] === '.')
  if (isForbidden ? reason !== undefined : reason === undefined || !reasons.includes(reason))
    throw unmet('Reasons')
}

function requireDigest(digests: readonly string[], digestName: string): void {
  const isListed = digests.some(
    (listed) => listed.toLowerCase().replace('-', '') === digestName.replace('-', ''),
  )
  if (!isListed) throw unmet('DigestMethod')
}

/**
 * Refuses another certification than /MDP, which is required whenever it is there: P = 0 demands an
 * approval signature.
 */
function requireCertification(
  document: PdfDocument,
  seed: PdfDictionary,
  certify: DocMdpPermission | undefined,
): void {
  const mdp = document.resolve(seed.entries.get('MDP'))
  const wanted = isDictionary(mdp) ? numberIn(document, mdp, 'P') : undefined
  if (wanted !== undefined && wanted !== (certify ?? 0)) throw unmet('MDP')
}

function numberIn(document: PdfDocument, holder: PdfDictionary, key: string): number | undefined {
  const value = document.resolve(holder.entries.get(key))
  return typeof value === 'number' ? value : undefined
}

function textsIn(document: PdfDocument, holder: PdfDictionary, key: string): readonly string[] {
  const list = document.resolve(holder.entries.get(key))
  return (isArray(list) ? list : []).flatMap((item) => {
    const found = document.resolve(item)
    return isString(found) ? [textOf(found)] : []
  })
}

function unmet(entry: string): PadesError {
  return new PadesError(
    'SEED_VALUE_UNMET',
    `the field demands what this signature does not do: /SV /${entry}`,
  )
}
