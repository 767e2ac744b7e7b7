// The plan of a city's agencies, as `tapis onboard` reads it from JSON.

import type { TemplatePlacement } from '@tapis/db'
import type { Enrolment } from '@tapis/signer'
import { UsageError } from './usage-error.ts'

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

/**
 * Reads a plan:
 *
 *     { "agencies": [ { "id": "dpmptsp", "name": "Dinas …", "shortName": "DPMPTSP", "applications": ["Perizinan"],
 *         "signers": [ { "nik": "…", "name": "…", "position": "…", "nip": "…" }, { "seal": true } ],
 *         "templates": [ { "name": "izin", "page": 1, "x": 300, "y": 60, "width": 210, "height": 78 } ] } ] }
 *
 * A template has `page`, `x`, `y` (points from the lower left of the page as displayed) or `anchor`, a text.
 *
 * @throws UsageError naming the place in the plan that is wrong, never what stands there.
 */
export function parsePlan(json: string): readonly AgencyPlan[] {
  let plan: unknown
  try {
    plan = JSON.parse(json)
  } catch {
    throw new UsageError('the plan is not JSON')
  }
  return list(plan, 'agencies', '').map((agency, index) => parseAgency(agency, `/agencies/${index}`))
}

function parseAgency(agency: unknown, at: string): AgencyPlan {
  return {
    id: text(agency, 'id', at),
    name: text(agency, 'name', at),
    shortName: text(agency, 'shortName', at),
    applications: list(agency, 'applications', at).map((name, index) => {
      if (typeof name !== 'string') throw wrong(`${at}/applications/${index}`, 'a name')
      return name
    }),
    signers: list(agency, 'signers', at).map((signer, index) =>
      parseSigner(signer, `${at}/signers/${index}`),
    ),
    templates: list(agency, 'templates', at).map((template, index) =>
      parseTemplate(template, `${at}/templates/${index}`),
    ),
  }
}

function parseSigner(signer: unknown, at: string): Enrolment {
  if (field(signer, 'seal') === true) return { kind: 'agency-seal' }
  const nip = field(signer, 'nip')
  return {
    kind: 'person',
    nik: text(signer, 'nik', at),
    name: text(signer, 'name', at),
    position: text(signer, 'position', at),
    ...(nip === undefined ? {} : { nip: text(signer, 'nip', at) }),
  }
}

function parseTemplate(template: unknown, at: string): TemplatePlan {
  const placement: TemplatePlacement =
    field(template, 'anchor') === undefined
      ? {
          page: field(template, 'page') === 'last' ? 'last' : number(template, 'page', at),
          x: number(template, 'x', at),
          y: number(template, 'y', at),
        }
      : { anchor: text(template, 'anchor', at) }
  return {
    name: text(template, 'name', at),
    placement,
    width: number(template, 'width', at),
    height: number(template, 'height', at),
  }
}

function field(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined
}

function text(object: unknown, key: string, at: string): string {
  const value = field(object, key)
  if (typeof value !== 'string' || value.trim() === '') throw wrong(`${at}/${key}`, 'a text')
  return value
}

function number(object: unknown, key: string, at: string): number {
  const value = field(object, key)
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(`${at}/${key}`, 'a number')
  return value
}

/** A list that is left out is empty. */
function list(object: unknown, key: string, at: string): readonly unknown[] {
  const value = field(object, key) ?? []
  if (!Array.isArray(value)) throw wrong(`${at}/${key}`, 'a list')
  return value
}

function wrong(at: string, expected: string): UsageError {
  return new UsageError(`the plan needs ${expected} at ${at}`)
}
