// What a schema found wrong, in sentences of ours: each misfit with its JSON pointer, a stable
// reason and both languages. zod's own sentences are English, quote values, and change from version
// to version.
import type { z } from '@hono/zod-openapi'
import { nearest } from '@tapis/pki'
import type { FieldError } from '../../problems/problem.ts'
import type { Words } from '../../problems/words.ts'
import { type FieldFacts, type FieldReason, fieldSentence, isFieldReason } from './field-sentences.ts'
import { fieldsAt } from './schema-fields.ts'

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/** What was checked, and against what. */
interface Checked {
  readonly value: unknown
  readonly schema: unknown
}

/**
 * One error for each misfit. Never quotes a value: lengths, kinds of values, and the code point of
 * a character that is not printed are all that is told of it.
 */
export function fieldErrors(
  issues: readonly Issue[],
  checked: Checked,
  prefix: Path = [],
): readonly FieldError[] {
  return issues.flatMap((issue): readonly FieldError[] => {
    const path = [...prefix, ...issue.path]
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownField(path, key, fieldsAt(checked.schema, path)))
    const value = valueAt(checked.value, path)
    if (issue.code === 'invalid_union' && (hasFields(value) || !isFieldReason(issue.message))) {
      const closest = closestBranch(issue.errors)
      if (closest.length > 0) return fieldErrors(closest, checked, path)
    }
    const [reason, facts] = reasonOf(issue, value)
    return [fieldError(path, reason, facts)]
  })
}

function fieldError(path: Path, reason: FieldReason, facts: FieldFacts): FieldError {
  return { pointer: pointer(path), reason, ...fieldSentence(reason, facts) }
}

function unknownField(path: Path, key: string, fields: readonly string[]): FieldError {
  const meant = nearest(key, fields)
  return meant === undefined
    ? fieldError([...path, key], 'UNKNOWN_FIELD', { fields: fields.join(', ') })
    : fieldError([...path, key], 'MISSPELT_FIELD', { meant })
}

function reasonOf(issue: Issue, value: unknown): readonly [FieldReason, FieldFacts] {
  if (issue.code === 'custom')
    return isFieldReason(issue.message) ? [issue.message, safeFacts(issue.params)] : ['NOT_ACCEPTED', {}]
  if (value === undefined) return ['MISSING', { expected: expectedOf(issue) }]
  if (isFieldReason(issue.message)) return [issue.message, {}]
  switch (issue.code) {
    case 'invalid_type':
      if (issue.expected === 'int' && typeof value === 'number') return ['NOT_WHOLE', {}]
      return ['WRONG_TYPE', { expected: expectedOf(issue), found: kindOf(value) }]
    case 'too_small':
      return [
        tooSmall[sizeOf(value)](issue.inclusive),
        { limit: Number(issue.minimum), found: lengthOf(value) },
      ]
    case 'too_big':
      return [
        tooBig[sizeOf(value)](issue.inclusive),
        { limit: Number(issue.maximum), found: lengthOf(value) },
      ]
    case 'invalid_value':
      return ['NOT_ONE_OF', { values: issue.values.map((allowed) => JSON.stringify(allowed)).join(', ') }]
    case 'invalid_format':
      return [issue.format === 'uuid' ? 'NOT_A_UUID' : 'NOT_ACCEPTED', {}]
    default:
      return ['NOT_ACCEPTED', {}]
  }
}

const tooSmall: Readonly<Record<Size, (inclusive?: boolean) => FieldReason>> = {
  number: (inclusive) => (inclusive === false ? 'NOT_ABOVE' : 'TOO_SMALL'),
  text: () => 'TOO_SHORT',
  list: () => 'TOO_FEW',
}
const tooBig: Readonly<Record<Size, (inclusive?: boolean) => FieldReason>> = {
  number: (inclusive) => (inclusive === false ? 'NOT_BELOW' : 'TOO_LARGE'),
  text: () => 'TOO_LONG',
  list: () => 'TOO_MANY',
}

type Size = 'number' | 'text' | 'list'

function sizeOf(value: unknown): Size {
  if (typeof value === 'string') return 'text'
  return Array.isArray(value) ? 'list' : 'number'
}

const lengthOf = (value: unknown) => (typeof value === 'string' || Array.isArray(value) ? value.length : 0)

/** Only numbers and short words go into a sentence: whatever else a schema says stays inside. */
function safeFacts(params: Readonly<Record<string, unknown>> = {}): FieldFacts {
  const safe = Object.entries(params).flatMap(([name, fact]): [string, string | number][] =>
    typeof fact === 'number' || typeof fact === 'string' ? [[name, fact]] : [],
  )
  return Object.fromEntries(safe)
}

const KINDS: Readonly<Record<string, Words>> = {
  string: ['text', 'teks'],
  number: ['a number', 'bilangan'],
  int: ['a whole number', 'bilangan bulat'],
  boolean: ['true or false', 'true atau false'],
  array: ['a list', 'daftar'],
  object: ['an object', 'objek'],
  null: ['null', 'null'],
  infinite: ['a number too large to compute with', 'bilangan yang terlalu besar untuk dihitung'],
}
const A_VALUE: Words = ['a value', 'sebuah nilai']

/**
 * What an issue says was expected; a missing union is one of objects, in every schema of ours that
 * requires one.
 */
function expectedOf(issue: Issue): Words {
  if (issue.code === 'invalid_type') return KINDS[issue.expected] ?? A_VALUE
  return issue.code === 'invalid_union' ? (KINDS['object'] ?? A_VALUE) : A_VALUE
}

function kindOf(value: unknown): Words {
  const kind = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value
  return KINDS[typeof value === 'number' && !Number.isFinite(value) ? 'infinite' : kind] ?? A_VALUE
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce((at, part) => {
    if (typeof at !== 'object' || at === null) return undefined
    return Object.entries(at).find(([name]) => name === String(part))?.[1]
  }, value)
}

/** Whether it shows which of several shapes was meant. */
function hasFields(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
}

/**
 * Of several allowed shapes, the one that was most likely meant: fewest unknown fields, then fewest
 * faults.
 */
function closestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const strangers = (issues: readonly Issue[]) =>
    issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0)
  const ranked = branches.toSorted((a, b) => strangers(a) - strangers(b) || a.length - b.length)
  return ranked[0] ?? []
}

/**
 * RFC 6901. Names that no field of ours could have are not repeated: they may be a value in the
 * wrong place.
 */
function pointer(path: Path): string {
  const safe = (part: PropertyKey) =>
    typeof part === 'number' || /^[A-Za-z][A-Za-z_-]{0,31}$/.test(String(part)) ? String(part) : '?'
  return path.map((part) => `/${safe(part)}`).join('')
}
