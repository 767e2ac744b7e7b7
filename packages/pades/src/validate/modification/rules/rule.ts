// What a rule of the modification analysis is (ISO 32000-2 §12.8.2.2.2), and what it may say. A
// rule is a value: it names its clause, what it reads, which entries it explains and which levels
// it grants, and judges one part of two neighbouring revisions. It changes nothing: what it found
// it yields, and what a later rule reads it returns.
import type { PdfDictionary, PdfValue } from '../../../pdf/objects.ts'
import type { Difference, Found } from '../findings.ts'
import { found } from '../findings.ts'
import type { ModificationLevel } from '../level.ts'
import type { Revisions, Sides } from '../revisions.ts'
import { duplicateKeys } from '../walk/duplicate-keys.ts'
import type { SameEntries, SameValue } from '../walk/pairs.ts'

/** Something to look at only if a difference was found in the end, and is no failure by itself. */
export interface IfFound {
  readonly kind: 'if-found'
  readonly difference: Difference
  readonly look: () => Iterable<Found>
}

/** What a rule says: a difference that it found, or what has to be the same. */
export type Judgement = Found | SameValue | SameEntries | IfFound

/** What a rule yields, one by one or several at once, and returns at its end. */
export type Judging<Given = void> = Generator<Judgement | readonly Judgement[], Given, undefined>

/** A page in both revisions, and its place in the document, from 1. */
export interface PagePair extends Sides<PdfDictionary> {
  readonly number: number
  readonly object: number | undefined
}

/** A signature field, or a widget of one, that the later revision added. */
export interface AddedWidget {
  readonly objectNumber: number
  readonly widget: PdfDictionary
}

/** Dictionaries of which any entry has to be the same that no rule explains. */
type Explainable = 'catalog' | 'form' | 'page'
export type ExplainedEntries = Readonly<Record<Explainable, ReadonlySet<string>>>

/** All that rules read. */
export interface Inputs {
  readonly trailer: Sides<PdfDictionary>
  readonly explained: ExplainedEntries
  readonly catalog: Sides<PdfDictionary>
  /** The form's dictionary; an empty one where there is none. */
  readonly form: Sides<PdfDictionary>
  /** The pages in their order; none where they are not the same ones in both revisions. */
  readonly pages: readonly PagePair[]
  readonly page: PagePair
  readonly addedFields: readonly AddedWidget[]
  readonly addedAnnotations: readonly AddedWidget[]
}

/** What a table says of a rule. */
export interface RuleDescription {
  readonly name: string
  readonly clause: string
  readonly reads: readonly (keyof Inputs)[]
  readonly explains: Partial<Readonly<Record<Explainable, readonly string[]>>>
  /**
   * Levels below UNDEFINED that its findings may have; what it grants none for has to stay as it
   * was.
   */
  readonly grants: readonly ModificationLevel[]
}

/** A rule that reads `Read`, and returns `Given` for the rules after it. */
export interface Rule<Read, Given = void> extends RuleDescription {
  /** @throws PdfError when a revision cannot be read, or LIMIT_EXCEEDED */
  readonly judge: (inputs: Read, revisions: Revisions) => Judging<Given>
}

interface Definition<Reads extends keyof Inputs, Given> extends Partial<RuleDescription> {
  readonly name: string
  readonly clause: string
  readonly reads: readonly Reads[]
  readonly judge: (inputs: Pick<Inputs, Reads>, revisions: Revisions) => Judging<Given>
}

/**
 * Makes a rule, which reads what it declares and nothing else. Default: it explains and grants
 * nothing.
 */
export function rule<Reads extends keyof Inputs, Given = void>(
  definition: Definition<Reads, Given>,
): Rule<Pick<Inputs, Reads>, Given> {
  return { explains: {}, grants: [], ...definition }
}

/** Says that two values have to be the same, with all that they lead to. */
export function sameValue(
  { before, after }: Sides<PdfValue | undefined>,
  difference: Difference,
  object?: number,
): SameValue {
  return { kind: 'same-value', before, after, difference, object }
}

/**
 * Says that two dictionaries have to have the same entries, each stated once, but for those
 * excepted.
 */
export function sameEntries(
  revisions: Revisions,
  dictionaries: Sides<PdfDictionary>,
  excepted: ReadonlySet<string>,
  differenceOf: (key: string) => Difference,
  object?: number,
): readonly Judgement[] {
  const { before, after } = dictionaries
  const demand: SameEntries = { kind: 'same-entries', before, after, excepted, differenceOf, object }
  if (before.duplicateKeys === undefined && after.duplicateKeys === undefined) return [demand]
  return [...statedOnce(revisions, dictionaries, differenceOf, object), demand]
}

/** Finds the keys that one of two dictionaries states twice. */
export function statedOnce(
  revisions: Revisions,
  dictionaries: Sides<PdfDictionary>,
  differenceOf: (key: string) => Difference,
  object?: number,
): readonly Found[] {
  return duplicateKeys(revisions, dictionaries, differenceOf).map((twice) => found(twice, object))
}

/** Has something looked at only if this difference is found in the end. */
export function ifFound(difference: Difference, look: () => Iterable<Found>): IfFound {
  return { kind: 'if-found', difference, look }
}
