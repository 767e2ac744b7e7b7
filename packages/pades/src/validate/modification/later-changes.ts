// What the later revisions mean for one signature (ISO 32000-2 §12.8.2.2.2): the changes found,
// against those that it permits.

import { present } from '@tapis/pki'
import { hasArea } from '../../document/pdf-view.ts'
import { type DocMdpPermission, readRestrictions, stricterOf } from '../../document/permissions/doc-mdp.ts'
import type { PdfDocument } from '../../pdf/document.ts'
import { misplacedCertification } from '../file/certification-order.ts'
import type { Examination } from '../file/examination.ts'
import type { TwoReadings } from '../readings/two-readings.ts'
import { failed, indeterminate, type Refusal } from '../report/conclusion.ts'
import type { RevisionHistory } from './analysis.ts'
import { exceeds, type Finding, highestLevel, type ModificationLevel, permittedLevel } from './level.ts'

interface LaterChanges {
  readonly modification: ModificationLevel
  readonly findings: readonly Finding[]
  /** The signature's own DocMDP. */
  readonly docMdp?: DocMdpPermission
  readonly refusal?: Refusal
}

/** What all signatures of a file are judged against. */
export interface DocumentContext {
  readonly document: PdfDocument
  readonly history: RevisionHistory
  readonly readings: TwoReadings
  /** The document's own certification: it restricts the other signatures too. */
  readonly certification: DocMdpPermission | undefined
  readonly all: readonly Examination[]
}

/** Judges what came after the signed bytes of one signature. @throws PdfError LIMIT_EXCEEDED */
export function judgeLaterChanges(examination: Examination, context: DocumentContext): LaterChanges {
  const { document, history, readings, certification, all } = context
  const { signature, signed, revision } = examination.format
  if (signature === undefined || signed === undefined || revision === undefined) {
    const refusal = indeterminate('GENERIC', 'what was signed cannot be told from what came later')
    return { modification: 'UNDEFINED', findings: [], refusal }
  }
  const { field } = examination.format.field
  const { docMdp, lockPermission, isLocked } = readRestrictions(document, signature, field)
  const later = intactLater(signed.end, all)
  const findings = [
    ...history.after(revision, signed.end, isLocked).map((finding) => accountFor(finding, revision, later)),
    ...brokenLaterSignatures(examination, document, all),
    ...misplacedCertification(examination, document, all),
  ]
  const modification = highestLevel(findings)
  const permission = stricterOf(certification, lockPermission)
  const refusal =
    refuseModification(modification, permission, findings) ??
    refuseLaterBytes(readings, signed.end) ??
    refuseMisplaced(findings)
  return { modification, findings, ...present({ docMdp, refusal }) }
}

function refuseLaterBytes(readings: TwoReadings, signedEnd: number): Refusal | undefined {
  const found = readings.laterDisagreement(signedEnd)
  return found === undefined
    ? undefined
    : indeterminate('GENERIC', `readers may disagree about this file: ${found}`)
}

/** Refuses what goes beyond the permission. */
function refuseModification(
  modification: ModificationLevel,
  permission: DocMdpPermission | undefined,
  findings: readonly Finding[],
): Refusal | undefined {
  const worst = findings.find(({ level }) => level === modification)
  const what = worst === undefined ? 'the document was changed after signing' : worst.message
  // ISO 32000-2 §12.8.2.2.2: a change that is not one of those listed for the permission makes the
  // signature invalid.
  if (modification === 'UNDEFINED') return failed('FORMAT_FAILURE', `changed after signing: ${what}`)
  if (permission !== undefined) {
    if (!exceeds(modification, permittedLevel(permission))) return undefined
    return failed('FORMAT_FAILURE', `the certification or lock permits no such change: ${what}`)
  }
  // An approval signature states no permission. Filling in and further signatures are its ordinary
  // life (as for P = 2); annotations over what was signed are neither forbidden by a clause nor
  // what the signer saw.
  if (!exceeds(modification, permittedLevel(2))) return undefined
  return indeterminate('SIG_CONSTRAINTS_FAILURE', `changed after signing: ${what}`)
}

/**
 * Returns the signatures and document timestamps that were made after the signed bytes, are well
 * formed, and shown to be intact.
 */
function intactLater(signedEnd: number, all: readonly Examination[]): readonly Examination[] {
  return all.filter(
    ({ format, verification }) =>
      format.signed !== undefined &&
      format.signed.gapStart >= signedEnd &&
      format.refusal?.indication !== 'TOTAL-FAILED' &&
      verification.cryptography.integrity.kind === 'intact',
  )
}

/**
 * Returns the finding of a visible signature field as that of a later signature where one accounts
 * for it: only one that is intact and covers the revision in which the field came, for whoever made
 * it then answers for what is shown. Anything else is an overlay in disguise.
 */
function accountFor(finding: Finding, signedRevision: number, later: readonly Examination[]): Finding {
  const { code, object, revision } = finding
  if (code !== 'SIGNATURE_UNACCOUNTED' || object === undefined || revision === undefined) return finding
  const isAccountedFor = later.some(
    ({ format }) => format.field.valueObject === object && (format.revision ?? -1) >= revision,
  )
  if (!isAccountedFor || revision <= signedRevision) return finding
  return {
    ...finding,
    code: 'SIGNATURE_ADDED',
    level: 'FORM_FILLING',
    message: 'a later signature was added',
  }
}

/**
 * Returns findings of signatures that are not intact, that a page shows, and that cannot be told to
 * have come before the end of the signed bytes: what they show may as well be an overlay.
 */
function brokenLaterSignatures(
  examination: Examination,
  document: PdfDocument,
  all: readonly Examination[],
): readonly Finding[] {
  const end = examination.format.signed?.end ?? 0
  return all
    .filter(({ format, verification }) => {
      const isLater = format.signed === undefined || format.signed.gapStart >= end
      const isVisible = format.field.field !== undefined && hasArea(document, format.field.field)
      const isBroken = verification.cryptography.integrity.kind === 'broken'
      return format !== examination.format && isLater && isVisible && isBroken
    })
    .map(({ format }) => ({
      code: 'LATER_SIGNATURE_BROKEN',
      level: 'UNDEFINED',
      message: `a visible signature that is not intact was added later: ${format.field.name}`,
    }))
}

/**
 * §12.8.2.2.1 has one certification, before all other signatures: no clause says what any other one
 * means.
 */
function refuseMisplaced(findings: readonly Finding[]): Refusal | undefined {
  const found = findings.find(({ code }) => misplacements.has(code))
  return found === undefined ? undefined : indeterminate('SIG_CONSTRAINTS_FAILURE', found.message)
}

const misplacements: ReadonlySet<string> = new Set([
  'TOO_MANY_CERTIFICATION_SIGNATURES',
  'NOT_ALLOWED_CERTIFICATION_SIGNATURE',
])
