// This is what may stand in the plan of a city's agencies, and how it is written in JSON. Every
// bound is one of the database's CHECKs or of X.509's (RFC 5280 appendix A.1): what a plan may say,
// registering can do.

import type { TemplatePlacement } from '@tapis/db'
import { nearest, present } from '@tapis/pki'
import {
  type Enrolment,
  faultOfLine,
  holdsPersonalNumber,
  type LineFault,
  REFUSED_FOR_ANCHORS,
} from '@tapis/signer'
import { z } from 'zod'

/** One agency and what is registered for it. */
export interface AgencyPlan {
  /** Short slug, such as `dpmptsp`: what requests call the agency. */
  readonly id: string
  readonly name: string
  readonly shortName: string
  /** Names of back-office applications; each gets a credential of its own. */
  readonly applications: readonly string[]
  readonly signers: readonly Enrolment[]
  readonly templates: readonly TemplatePlan[]
}

export interface TemplatePlan {
  readonly name: string
  readonly placement: TemplatePlacement
  readonly width: number
  readonly height: number
}

// No message has the input in it: a plan is full of personal data.
const expected = (what: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined ? 'is missing' : `must be ${what}`,
})

/**
 * Takes one line of text, trimmed and composed (NFC), by the rule by which the API takes a line
 * that people read.
 */
const line = (longest: number, refused?: RegExp) =>
  z
    .string(expected('a text'))
    .trim()
    .normalize('NFC')
    .superRefine((text, context) => {
      const fault = faultOfLine(text, longest, refused)
      if (fault !== undefined) context.addIssue({ code: 'custom', message: toldOf(fault) })
    })

function toldOf(fault: LineFault): string {
  switch (fault.reason) {
    case 'BLANK':
      return 'must not be blank'
    case 'TOO_LONG':
      return `must have at most ${fault.limit} characters`
    case 'CHARACTER_REFUSED':
      return `must not have control characters, broken ones or ones that nobody sees (${fault.character}, character ${fault.place})`
  }
}

const matching = (pattern: RegExp, what: string) => z.string(expected(what)).regex(pattern, expected(what))

const COMMON_NAME_CHARACTERS = 64

/** A person's name stands in a certificate, which is public for good (UU 23/2006 Art. 84). */
const personName = line(COMMON_NAME_CHARACTERS).refine((text) => !holdsPersonalNumber(text), {
  error: 'must not have a NIK or NIP in it: it stands in the certificate',
})

/** No page of a PDF is larger (ISO 32000-2 Annex C.2). */
const LARGEST_POINTS = 14_400
const points = 'a number of points from 0 to 14400'
const extentPoints = 'a number of points above 0, at most 14400'
const coordinate = z.number(expected(points)).min(0, expected(points)).max(LARGEST_POINTS, expected(points))
const extent = z
  .number(expected(extentPoints))
  .positive(expected(extentPoints))
  .max(LARGEST_POINTS, expected(extentPoints))

const page = expected('a page from 1 to 100000, or last')
const pageNumber = z.union([z.int(page).min(1, page).max(100_000, page), z.literal('last')], page)

/**
 * Refuses keys that there are not: a misspelt one would be passed over, and what it asked for with
 * it.
 */
function object<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape)
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => unknownKey(key, known)).join('; ')
        : expected('an object').error(issue),
  })
}

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearest(key, known)
  // A number in the place of a name may be somebody's.
  const shown = /^[A-Za-z_-]{1,40}$/.test(key) ? `key ${key}` : 'key'
  return `has the unknown ${shown}${meant === undefined ? '' : `: did you mean ${meant}?`}`
}

/** Judges a value by the one schema that `choose` finds, so that mistakes are told of that one. */
function chosen<T>(choose: (value: unknown) => z.ZodType<T>) {
  return z.unknown().transform((input, context): T => {
    const parsed = choose(input).safeParse(input)
    if (parsed.success) return parsed.data
    for (const { path, message } of parsed.error.issues)
      context.issues.push({ code: 'custom', path: [...path], message, input })
    return z.NEVER
  })
}

const has = (value: unknown, key: string) =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)

const seal = object({ seal: z.literal(true, expected('true')) }).transform(
  (): Enrolment => ({ kind: 'agency-seal' }),
)

const person = object({
  nik: matching(/^[0-9]{16}$/, '16 digits'),
  name: personName,
  position: line(300),
  nip: matching(/^[0-9]{18}$/, '18 digits').optional(),
}).transform(({ nip, ...rest }): Enrolment => ({ kind: 'person', ...rest, ...present({ nip }) }))

const named = { name: matching(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a name of a-z, 0-9 and -, at most 64 long') }
const sized = { width: extent, height: extent }

const boxTemplate = object({ ...named, page: pageNumber, x: coordinate, y: coordinate, ...sized }).transform(
  ({ page, x, y, ...rest }): TemplatePlan => ({ ...rest, placement: { page, x, y } }),
)
const anchorTemplate = object({ ...named, anchor: line(100, REFUSED_FOR_ANCHORS), ...sized }).transform(
  ({ anchor, ...rest }): TemplatePlan => ({ ...rest, placement: { anchor } }),
)

/** Takes a list; one that is left out is empty. */
const list = <T extends z.ZodType>(item: T) => z.array(item, expected('a list')).default([])

const agency = object({
  id: matching(/^[a-z][a-z0-9-]{1,31}$/, 'a name of a-z, 0-9 and -, 2 to 32 long, a letter first'),
  name: line(200),
  shortName: line(60),
  applications: list(line(120)),
  signers: list(chosen<Enrolment>((value) => (has(value, 'seal') ? seal : person))),
  templates: list(chosen<TemplatePlan>((value) => (has(value, 'anchor') ? anchorTemplate : boxTemplate))),
})

/**
 *     { "agencies": [ { "id": "dpmptsp", "name": "Dinas …", "shortName": "DPMPTSP",
 *         "applications": ["Perizinan"],
 *         "signers": [
 *           { "nik": "…", "name": "…", "position": "…", "nip": "…" }, { "seal": true } ],
 *         "templates": [
 *           { "name": "izin", "page": 1, "x": 300, "y": 60, "width": 210, "height": 78 } ] } ] }
 *
 * A template has `page`, `x`, `y` (points from the lower left of the page as displayed) or
 * `anchor`, a text.
 */
export const planSchema = object({ agencies: z.array(agency, expected('a list')) })
