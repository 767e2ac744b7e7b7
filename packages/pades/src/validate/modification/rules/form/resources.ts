// Rules for what the fields of a form are drawn with (ISO 32000-2 §12.7.3, table 224): /DR may gain resources, and the form a /DA, as long as
// no field that was there gets to look otherwise by them.

import { allFields, fieldType, inherited } from '../../../../document/form/form-fields.ts'
import {
  dictionary,
  isDictionary,
  isString,
  type PdfDictionary,
  type PdfValue,
} from '../../../../pdf/objects.ts'
import { textOf } from '../../../../pdf/text.ts'
import { dictionariesOf, isNothing } from '../expected-kinds.ts'
import type { Comparison, Difference } from '../rule.ts'

const noNames = dictionary({})
/** §7.3.5: a name within a default appearance. */
const nameInText = /\/([^\s()<>[\]{}/%]*)/g

/** Resources may be added, not replaced: what was signed uses them by name, and may name one that is not there yet. */
export function compareFormResources(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  difference: Difference,
): void {
  const { earlier, later } = dictionariesOf(
    comparison,
    before.entries.get('DR'),
    after.entries.get('DR'),
    difference,
  )
  comparison.refuseDuplicateKeys(earlier, later, () => difference)
  let names: ReadonlySet<string> | undefined
  const isAwaited = (name: string): boolean => {
    names ??= namesInUse(comparison, before)
    return names.has(name)
  }
  for (const kind of new Set([...earlier.entries.keys(), ...later.entries.keys()])) {
    // Signing software keeps the pieces of its latest appearance there, under the same names each time. §12.7.4.3 uses fonts
    // and graphics states from here, never external objects.
    if (kind === 'XObject') continue
    const stated = { earlier: earlier.entries.get(kind), later: later.entries.get(kind) }
    compareKind(comparison, stated.earlier, stated.later, isAwaited, difference)
  }
}

/** The resources of one kind, by name. */
function compareKind(
  comparison: Comparison,
  stated: PdfValue | undefined,
  statedLater: PdfValue | undefined,
  isAwaited: (name: string) => boolean,
  difference: Difference,
): void {
  const before = isNothing(comparison.before, stated) ? noNames : comparison.resolveBefore(stated)
  const after = comparison.resolveAfter(statedLater)
  if (!isDictionary(before) || (before.entries.size > 0 && !isDictionary(after))) {
    comparison.same(stated, statedLater, difference)
    return
  }
  // A list of procedure sets, which no field uses (§14.2).
  if (!isDictionary(after)) return
  comparison.refuseDuplicateKeys(before, after, () => difference)
  for (const [name, resource] of before.entries) {
    comparison.same(resource, after.entries.get(name), difference)
  }
  comparison.spend(after.entries.size)
  for (const name of after.entries.keys()) {
    if (!before.entries.has(name) && isAwaited(name)) comparison.report(difference)
  }
}

/** A /DA that the form gains is followed by each field of text that has none. */
export function compareDefaultAppearance(
  comparison: Comparison,
  before: PdfDictionary,
  after: PdfDictionary,
  difference: Difference,
): void {
  const stated = before.entries.get('DA')
  const later = after.entries.get('DA')
  if (!isNothing(comparison.before, stated)) {
    comparison.same(stated, later, difference)
    return
  }
  if (isNothing(comparison.after, later)) return
  const document = comparison.before
  const fields = allFields(document)
  comparison.spend(fields.length)
  const isFollowed = fields.some(({ field }) => {
    const type = fieldType(document, field)
    const isText = (type === 'Tx' || type === 'Ch') && !field.entries.has('Kids')
    return isText && inherited(document, field, 'DA') === undefined
  })
  if (isFollowed) comparison.report(difference)
}

/** Every name that the default appearances of the earlier revision state, in the form and in its fields. */
function namesInUse(comparison: Comparison, form: PdfDictionary): ReadonlySet<string> {
  const document = comparison.before
  const fields = allFields(document)
  comparison.spend(fields.length)
  const names = new Set<string>()
  for (const holder of [form, ...fields.map(({ field }) => field)]) {
    const value = holder.entries.has('DA') ? comparison.resolveBefore(holder.entries.get('DA')) : null
    if (!isString(value)) continue
    for (const [, name = ''] of textOf(value).matchAll(nameInText)) names.add(unescaped(name))
  }
  return names
}

function unescaped(name: string): string {
  return name.replace(/#([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
}
