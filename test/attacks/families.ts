// The catalogue, a family a row.
import { activeContent } from './active-content.ts'
import { ambiguousObjects } from './ambiguous-objects.ts'
import type { Family } from './attack.ts'
import { borrowedBytes } from './borrowed-bytes.ts'
import { certification } from './certification.ts'
import { copiedTimestamp } from './copied-timestamp.ts'
import { disguisedAdditions } from './disguised-additions.ts'
import { disguisedFilling } from './disguised-filling.ts'
import { disguisedSignatures } from './disguised-signatures.ts'
import { documentInformation } from './document-information.ts'
import { encrypted } from './encrypted.ts'
import { evilAnnotation } from './evil-annotation.ts'
import { forcedRepair } from './forced-repair.ts'
import { formDrawing } from './form-drawing.ts'
import { incrementalSaving } from './incremental-saving.ts'
import { parserDifferential } from './parser-differential.ts'
import { placelessAnnotation } from './placeless-annotation.ts'
import { replacedDictionary } from './replaced-dictionary.ts'
import { shadow } from './shadow.ts'
import { sneakySignature } from './sneaky-signature.ts'
import { storeAbuse } from './store-abuse.ts'
import { strayWidgets } from './stray-widgets.ts'
import { structureTree } from './structure-tree.ts'
import { universalForgery } from './universal-forgery.ts'
import { wideAnnotation } from './wide-annotation.ts'
import { wrapping } from './wrapping.ts'

/** Those that can be made from any file. */
export const families: readonly Family[] = [
  universalForgery,
  incrementalSaving,
  wrapping,
  shadow,
  evilAnnotation,
  wideAnnotation,
  placelessAnnotation,
  sneakySignature,
  replacedDictionary,
  copiedTimestamp,
  activeContent,
  storeAbuse,
  structureTree,
  certification,
  disguisedAdditions,
  disguisedSignatures,
  disguisedFilling,
  formDrawing,
  strayWidgets,
  documentInformation,
]

/**
 * With those that edit the text of a table of cross-references, or that have files of their own.
 */
export const tableFamilies: readonly Family[] = [
  ...families,
  parserDifferential,
  forcedRepair,
  ambiguousObjects,
  borrowedBytes,
  encrypted,
]
