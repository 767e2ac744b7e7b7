// The catalogue, a family a row.
import { activeContent } from './active-content.ts'
import type { Family } from './attack.ts'
import { borrowedBytes } from './borrowed-bytes.ts'
import { certification } from './certification.ts'
import { copiedTimestamp } from './copied-timestamp.ts'
import { encrypted } from './encrypted.ts'
import { evilAnnotation } from './evil-annotation.ts'
import { incrementalSaving } from './incremental-saving.ts'
import { parserDifferential } from './parser-differential.ts'
import { replacedDictionary } from './replaced-dictionary.ts'
import { shadow } from './shadow.ts'
import { sneakySignature } from './sneaky-signature.ts'
import { storeAbuse } from './store-abuse.ts'
import { structureTree } from './structure-tree.ts'
import { universalForgery } from './universal-forgery.ts'
import { wrapping } from './wrapping.ts'

/** Those that can be made from any file. */
export const families: readonly Family[] = [
  universalForgery,
  incrementalSaving,
  wrapping,
  shadow,
  evilAnnotation,
  sneakySignature,
  replacedDictionary,
  copiedTimestamp,
  activeContent,
  storeAbuse,
  structureTree,
  certification,
]

/** With those that edit the text of a table of cross-references, or that have files of their own. */
export const tableFamilies: readonly Family[] = [...families, parserDifferential, borrowedBytes, encrypted]
