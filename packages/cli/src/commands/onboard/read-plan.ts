// Reads a plan's JSON: into its agencies, or into everything that is wrong with it, each by its
// JSON pointer (RFC 6901).

import { type AgencyPlan, planSchema } from './plan.ts'

/** One mistake. Neither part has a value of the plan in it: the plan is full of personal data. */
interface Mistake {
  /** JSON pointer to the place. An empty one is the whole plan. */
  readonly pointer: string
  readonly message: string
}

type ReadPlan =
  | { readonly agencies: readonly AgencyPlan[] }
  | { readonly mistakes: readonly [Mistake, ...Mistake[]] }

/**
 * Reads a plan, and tells every mistake at once: shapes and bounds first, then what stands in it
 * twice.
 */
export function readPlan(json: string): ReadPlan {
  let plan: unknown
  try {
    plan = JSON.parse(json)
  } catch {
    return { mistakes: [{ pointer: '', message: 'is not JSON' }] }
  }
  const parsed = planSchema.safeParse(plan)
  const [first, ...others] = [...(parsed.error?.issues ?? []).map(toMistake), ...findDoubles(plan)]
  if (first !== undefined) return { mistakes: [first, ...others] }
  return { agencies: parsed.data?.agencies ?? [] }
}

function toMistake({ path, message }: { readonly path: readonly PropertyKey[]; readonly message: string }) {
  return { pointer: pointerOf(path), message }
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/**
 * Finds what would be registered twice, in the plan as it came, so that it is told beside the
 * mistakes of shape.
 */
function findDoubles(plan: unknown): readonly Mistake[] {
  const agencies = listOf(plan, 'agencies').map((agency, index) => ({ agency, at: `/agencies/${index}` }))
  const niks = agencies.flatMap(({ agency, at }) => textsIn(agency, 'signers', 'nik', at))
  const within = agencies.flatMap(({ agency, at }) => [
    ...findRepeated('is a template', textsIn(agency, 'templates', 'name', at)),
    ...findRepeated('is an application', textsIn(agency, 'applications', undefined, at)),
    ...findRepeated('is the seal', sealsIn(agency, at)),
  ])
  const ids = agencies.map(({ agency, at }) => ({ pointer: `${at}/id`, value: textOf(agency, 'id') }))
  return [...findRepeated('is the agency', ids), ...findRepeated('is the person', niks), ...within]
}

interface Occurrence {
  readonly pointer: string
  readonly value: string | undefined
}

function findRepeated(what: string, occurrences: readonly Occurrence[]): readonly Mistake[] {
  const first = new Map<string, string>()
  return occurrences.flatMap(({ pointer, value }) => {
    if (value === undefined) return []
    const before = first.get(value)
    if (before === undefined) {
      first.set(value, pointer)
      return []
    }
    return [{ pointer, message: `${what} of ${before} again` }]
  })
}

/** Returns the texts of a list's items, or of their `key`. */
function textsIn(agency: unknown, list: string, key: string | undefined, at: string): readonly Occurrence[] {
  return listOf(agency, list).map((item, index) => ({
    pointer: `${at}/${list}/${index}${key === undefined ? '' : `/${key}`}`,
    value: key === undefined ? normaliseText(item) : textOf(item, key),
  }))
}

function sealsIn(agency: unknown, at: string): readonly Occurrence[] {
  return listOf(agency, 'signers').map((signer, index) => ({
    pointer: `${at}/signers/${index}`,
    value: field(signer, 'seal') === true ? 'seal' : undefined,
  }))
}

function field(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null && Object.hasOwn(object, key)
    ? Reflect.get(object, key)
    : undefined
}

function listOf(object: unknown, key: string): readonly unknown[] {
  const value = field(object, key)
  return Array.isArray(value) ? value : []
}

function textOf(object: unknown, key: string): string | undefined {
  return normaliseText(field(object, key))
}

/** Returns a text as the schema reads it. */
function normaliseText(value: unknown): string | undefined {
  return typeof value === 'string' ? value.trim().normalize('NFC') : undefined
}
