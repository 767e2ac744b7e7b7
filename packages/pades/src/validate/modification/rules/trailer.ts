// Rules for the trailer (ISO 32000-2 §7.5.5) and the document information that it leads to
// (§14.3.3).
import { isRef } from '../../../pdf/objects.ts'
import { type Difference, found } from '../findings.ts'
import { entriesUnder, type Revisions } from '../revisions.ts'
import { dictionariesAt } from './expected-kinds.ts'
import { type Inputs, type Judging, sameEntries, sameValue, statedOnce } from './rule.ts'
import { sameTexts } from './same-texts.ts'

// §14.3.3: every save writes them. They are not content, and viewers show them only in a properties
// dialog.
const savedEntries: ReadonlySet<string> = new Set(['ModDate', 'Producer'])

/** The catalog stays the same object: of two different ones nothing more can be compared. */
export function* judgeRoot(
  { trailer }: Pick<Inputs, 'trailer'>,
  revisions: Revisions,
): Judging<Pick<Inputs, 'catalog'> | undefined> {
  const { before, after } = entriesUnder(trailer, 'Root')
  if (isRef(before) && isRef(after) && before.objectNumber === after.objectNumber) {
    return { catalog: { before: revisions.before.catalog, after: revisions.after.catalog } }
  }
  yield found({ code: 'ROOT_CHANGED', level: 'UNDEFINED', message: 'the catalog was exchanged' })
  return undefined
}

/**
 * The encryption stays, and the trailer states nothing twice. Its other entries may change: /ID
 * (§14.4) names the file and its saves, and nothing that is shown depends on it, save where it is
 * part of an encryption key, which then no longer opens the file.
 */
export function* judgeTrailer({ trailer }: Pick<Inputs, 'trailer'>, revisions: Revisions): Judging {
  yield sameValue(entriesUnder(trailer, 'Encrypt'), trailerModified('Encrypt'))
  yield statedOnce(revisions, trailer, trailerModified)
}

/** Title and author stay; a save may write its date and its software. */
export function* judgeInformation({ trailer }: Pick<Inputs, 'trailer'>, revisions: Revisions): Judging {
  const information = dictionariesAt(revisions, entriesUnder(trailer, 'Info'), {
    code: 'INFO_MODIFIED',
    level: 'UNDEFINED',
    message: '/Info of the trailer is no dictionary, and was changed',
  })
  yield* information.demands
  const same = sameTexts(revisions, information, information.before.entries.keys())
  yield sameEntries(revisions, information, same, (key) => ({
    code: 'INFO_MODIFIED',
    level: savedEntries.has(key) ? 'LTA_UPDATES' : 'UNDEFINED',
    message: `/${key} of the document information was changed`,
  }))
}

function trailerModified(key: string): Difference {
  return {
    code: 'TRAILER_MODIFIED',
    level: 'UNDEFINED',
    message: `/${key} of the trailer was changed`,
  }
}
