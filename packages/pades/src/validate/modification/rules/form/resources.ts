// Rules for what the fields of a form are drawn with (ISO 32000-2 §12.7.3, table 224): /DR may gain
// resources, and the form a /DA, as long as no field that was there gets to look otherwise by them.
import { allFields, fieldType, inherited } from '../../../../document/form/form-fields.ts'
import { dictionary, isDictionary, isString, type PdfDictionary } from '../../../../pdf/objects.ts'
import { textOf } from '../../../../pdf/syntax/text.ts'
import { found } from '../../findings.ts'
import { entriesUnder, type Revisions, type Sides } from '../../revisions.ts'
import { isNothing } from '../../walk/generations.ts'
import { dictionariesAt } from '../expected-kinds.ts'
import { type Inputs, type Judging, sameValue, statedOnce } from '../rule.ts'
import { formModified } from './form.ts'

const noNames = dictionary({})
const modified = formModified('DR')
/** §7.3.5: a name within a default appearance. */
const nameInText = /\/([^\s()<>[\]{}/%]*)/g

/** A /DA that the form gains is followed by each field of text that has none. */
export function* judgeDefaultAppearance({ form }: Pick<Inputs, 'form'>, revisions: Revisions): Judging {
  const stated = entriesUnder(form, 'DA')
  if (!isNothing(revisions.before, stated.before)) {
    yield sameValue(stated, formModified('DA'))
    return
  }
  if (isNothing(revisions.after, stated.after)) return
  const document = revisions.before
  const fields = allFields(document)
  revisions.spend(fields.length)
  const isFollowed = fields.some(({ field }) => {
    const type = fieldType(document, field)
    const isText = (type === 'Tx' || type === 'Ch') && !field.entries.has('Kids')
    return isText && inherited(document, field, 'DA') === undefined
  })
  if (isFollowed) yield found(formModified('DA'))
}

/**
 * Resources may be added, not replaced: what was signed uses them by name, and may name one that is
 * not there yet.
 */
export function* judgeResources({ form }: Pick<Inputs, 'form'>, revisions: Revisions): Judging {
  const resources = dictionariesAt(revisions, entriesUnder(form, 'DR'), modified)
  yield* resources.demands
  yield statedOnce(revisions, resources, () => modified)
  const isAwaited = awaitedNames(revisions, form.before)
  for (const kind of new Set([...resources.before.entries.keys(), ...resources.after.entries.keys()])) {
    // Signing software keeps the pieces of its latest appearance there, under the same names each
    // time. §12.7.4.3 uses fonts and graphics states from here, never external objects.
    if (kind !== 'XObject') yield* judgeKind(revisions, resources, kind, isAwaited)
  }
}

/** Judges the resources of one kind, by name. */
function* judgeKind(
  revisions: Revisions,
  resources: Sides<PdfDictionary>,
  kind: string,
  isAwaited: (name: string) => boolean,
): Judging {
  const stated = entriesUnder(resources, kind)
  const hadNone = isNothing(revisions.before, stated.before)
  const before = hadNone ? noNames : revisions.before.resolve(stated.before)
  const after = revisions.after.resolve(stated.after)
  if (!isDictionary(before) || (before.entries.size > 0 && !isDictionary(after))) {
    yield sameValue(stated, modified)
    return
  }
  // A list of procedure sets, which no field uses (§14.2).
  if (!isDictionary(after)) return
  yield statedOnce(revisions, { before, after }, () => modified)
  for (const [name, resource] of before.entries) {
    yield sameValue({ before: resource, after: after.entries.get(name) }, modified)
  }
  revisions.spend(after.entries.size)
  for (const name of after.entries.keys()) {
    if (!before.entries.has(name) && isAwaited(name)) yield found(modified)
  }
}

/**
 * Returns whether a default appearance of the revision before names a resource, in the form or in
 * one of its fields. They are looked through when the first name is asked for.
 */
function awaitedNames(revisions: Revisions, form: PdfDictionary): (name: string) => boolean {
  let names: ReadonlySet<string> | undefined
  return (name) => {
    names ??= namesInUse(revisions, form)
    return names.has(name)
  }
}

function namesInUse({ before, spend }: Revisions, form: PdfDictionary): ReadonlySet<string> {
  const fields = allFields(before)
  spend(fields.length)
  const names = new Set<string>()
  for (const holder of [form, ...fields.map(({ field }) => field)]) {
    const value = holder.entries.has('DA') ? before.resolve(holder.entries.get('DA')) : null
    if (!isString(value)) continue
    for (const [, name = ''] of textOf(value).matchAll(nameInText)) names.add(unescapeName(name))
  }
  return names
}

function unescapeName(name: string): string {
  return name.replace(/#([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  )
}
