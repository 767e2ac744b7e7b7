// What a later revision did, ordered by how much it may change what a reader sees (ISO 32000-2
// §12.8.2.2.2). The vocabulary of findings follows the established validators, so that an auditor
// can compare reports.

import type { DocMdpPermission } from '../../document/permissions/doc-mdp.ts'

/** How far later changes go, from none to what nobody may do. */
export type ModificationLevel = 'NONE' | 'LTA_UPDATES' | 'FORM_FILLING' | 'ANNOTATIONS' | 'UNDEFINED'

/** What was found of a later change. Stable. */
export type FindingCode =
  | 'ROOT_CHANGED'
  | 'TRAILER_MODIFIED'
  | 'INFO_MODIFIED'
  | 'METADATA_MODIFIED'
  | 'CATALOG_ENTRY_MODIFIED'
  | 'EXTENSIONS_MODIFIED'
  | 'DSS_MODIFIED'
  | 'PERMISSIONS_MODIFIED'
  | 'NOT_ALLOWED_CERTIFICATION_SIGNATURE'
  | 'TOO_MANY_CERTIFICATION_SIGNATURES'
  | 'PAGES_MODIFIED'
  | 'PAGE_MODIFIED'
  | 'TABS_MODIFIED'
  | 'STRUCT_TREE_MODIFIED'
  | 'STRUCT_TREE_ELEMENT_MODIFIED'
  | 'STRUCT_TREE_ELEMENT_ADDED'
  | 'ANNOTATION_ADDED'
  | 'ANNOTATION_MODIFIED'
  | 'ANNOTATION_REMOVED'
  | 'ACROFORM_ENTRY_MODIFIED'
  | 'FIELD_ADDED'
  | 'FIELD_MODIFIED'
  | 'FIELD_REMOVED'
  | 'LOCKED_FIELD_MODIFIED'
  | 'SIGNATURE_MODIFIED'
  | 'SIGNATURE_ADDED'
  | 'SIGNATURE_FIELD_ADDED'
  /** Something visible looks like a later signature, and none that is intact accounts for it. */
  | 'SIGNATURE_UNACCOUNTED'
  | 'TIMESTAMP_ADDED'
  | 'LATER_SIGNATURE_BROKEN'
  | 'OBJECT_REMOVED'
  /** Something was written that nothing leads to. */
  | 'UNEXPECTED_ENTRY_IN_XREF'
  /** A later revision shows what the one before it shows. */
  | 'REVISION_ADDED'
  | 'OBJECT_UNREADABLE'
  | 'TRAILING_BYTES'
  | 'LIMIT_EXCEEDED'

/** One change found after signing. */
export interface Finding {
  readonly code: FindingCode
  readonly level: ModificationLevel
  readonly message: string
  /** Number of the object in which the change shows. */
  readonly object?: number
  /** Index of the revision that made the change; 0 is the oldest. */
  readonly revision?: number
}

const order: readonly ModificationLevel[] = [
  'NONE',
  'LTA_UPDATES',
  'FORM_FILLING',
  'ANNOTATIONS',
  'UNDEFINED',
]

/** Whether `level` goes beyond `permitted`. */
export function exceeds(level: ModificationLevel, permitted: ModificationLevel): boolean {
  return order.indexOf(level) > order.indexOf(permitted)
}

/** Returns the highest level of all findings; NONE when there are none. */
export function highestLevel(findings: readonly Finding[]): ModificationLevel {
  return findings.reduce<ModificationLevel>(
    (highest, { level }) => (exceeds(level, highest) ? level : highest),
    'NONE',
  )
}

const permittedLevels: Readonly<Record<DocMdpPermission, ModificationLevel>> = {
  1: 'LTA_UPDATES',
  2: 'FORM_FILLING',
  3: 'ANNOTATIONS',
}

/** Returns the highest level that a permission allows (ISO 32000-2 table 257). */
export function permittedLevel(permission: DocMdpPermission): ModificationLevel {
  return permittedLevels[permission]
}
