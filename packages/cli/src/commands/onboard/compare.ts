// Says what a plan would do to a database: which of its items are new, changed or unchanged, and
// what forbids it. It reads only.

import {
  type Agency,
  type Application,
  type DatabaseHandle,
  findAgency,
  findAgencySeal,
  listAgencies,
  listApplications,
  listTemplates,
  type Signer,
  type Template,
} from '@tapis/db'
import { type Enrolment, findPersonByNik, type PersonalDataKeys } from '@tapis/signer'
import type { AgencyPlan, TemplatePlan } from './plan.ts'

const AGENCY_COLUMNS = ['name', 'shortName', 'isDemonstration'] as const
const TEMPLATE_COLUMNS = ['page', 'x', 'y', 'anchor', 'width', 'height'] as const
const PERSON_COLUMNS = ['name', 'position', 'nip'] as const

interface Compared<What extends string, Planned, Found, Column extends string> {
  readonly what: What
  readonly agency: AgencyPlan
  readonly planned: Planned
  /** Absent when it is new. */
  readonly found: Found | undefined
  /** Columns that the plan gives another value. */
  readonly changed: readonly Column[]
}

export type AgencyItem = Compared<'agency', AgencyPlan, Agency, (typeof AGENCY_COLUMNS)[number]>
export type TemplateItem = Compared<'template', TemplatePlan, Template, (typeof TEMPLATE_COLUMNS)[number]>
export type SignerItem = Compared<'signer', Enrolment, Signer, (typeof PERSON_COLUMNS)[number]>
type ApplicationItem = Compared<'application', string, Application, never>
export type Item = AgencyItem | TemplateItem | SignerItem | ApplicationItem

type ConflictCode =
  /** The person is enrolled already, by another agency. */
  | 'ENROLLED_ELSEWHERE'
  /** The certificate bears the name, so that the name alone cannot change. */
  | 'NAME_IN_CERTIFICATE'
  /** What the demonstration made has passphrases and secrets that are no secrets. */
  | 'MADE_BY_DEMONSTRATION'

/** A reason why the plan cannot be carried out. No part has a value of the plan in it. */
interface Conflict {
  readonly pointer: string
  readonly code: ConflictCode
  readonly message: string
}

export interface Comparison {
  /**
   * Agency by agency as the plan has them; within one the agency itself, templates, signers,
   * applications.
   */
  readonly items: readonly Item[]
  readonly conflicts: readonly Conflict[]
  /**
   * Ids of demonstration agencies whose signers and applications stop working when the plan is
   * carried out.
   */
  readonly retired: readonly string[]
}

export interface CompareOptions {
  readonly personalData: PersonalDataKeys
  /** Whether the plan is the demonstration's own. Default false. */
  readonly isDemonstration?: boolean
}

/** Compares the plan with what is registered. @throws DatabaseError */
export async function compare(
  db: DatabaseHandle,
  agencies: readonly AgencyPlan[],
  options: CompareOptions,
): Promise<Comparison> {
  const compared: { readonly items: readonly Item[]; readonly conflicts: readonly Conflict[] }[] = []
  for (const [index, agency] of agencies.entries())
    compared.push(await compareAgency(db, agency, `/agencies/${index}`, options))
  const demonstrations = (await listAgencies(db)).filter(({ isDemonstration }) => isDemonstration)
  const retires = options.isDemonstration !== true && agencies.length > 0
  return {
    items: compared.flatMap(({ items }) => items),
    conflicts: compared.flatMap(({ conflicts }) => conflicts),
    retired: retires ? demonstrations.map(({ id }) => id) : [],
  }
}

async function compareAgency(
  db: DatabaseHandle,
  agency: AgencyPlan,
  at: string,
  { personalData, isDemonstration = false }: CompareOptions,
) {
  const found = await findAgency(db, agency.id)
  const item: AgencyItem = {
    what: 'agency',
    agency,
    planned: agency,
    found,
    changed: found === undefined ? [] : findDiffering(found, { ...agency, isDemonstration }, AGENCY_COLUMNS),
  }
  const templates = await compareTemplates(db, agency)
  const signers = await compareSigners(db, agency, personalData)
  const applications = await compareApplications(db, agency)
  const takesOver = found?.isDemonstration === true && !isDemonstration
  return {
    items: [item, ...templates, ...signers, ...applications],
    conflicts: [
      ...signers.flatMap((signer, index) => signerConflicts(signer, `${at}/signers/${index}`, takesOver)),
      ...applications.flatMap((application, index) =>
        takesOver && application.found !== undefined
          ? [madeByDemonstration(`${at}/applications/${index}`, 'application')]
          : [],
      ),
    ],
  }
}

async function compareTemplates(db: DatabaseHandle, agency: AgencyPlan): Promise<readonly TemplateItem[]> {
  const kept = new Map((await listTemplates(db, agency.id)).map((template) => [template.name, template]))
  return agency.templates.map((planned): TemplateItem => {
    const found = kept.get(planned.name)
    const changed =
      found === undefined ? [] : findDiffering(boxColumns(found), boxColumns(planned), TEMPLATE_COLUMNS)
    return { what: 'template', agency, planned, found, changed }
  })
}

function boxColumns({ placement, width, height }: Pick<Template, 'placement' | 'width' | 'height'>) {
  return { page: undefined, x: undefined, y: undefined, anchor: undefined, ...placement, width, height }
}

/**
 * Compares the plan's signers in its order, and behind them a seal that the plan does not name when
 * its agency's name changes.
 */
async function compareSigners(
  db: DatabaseHandle,
  agency: AgencyPlan,
  personalData: PersonalDataKeys,
): Promise<readonly SignerItem[]> {
  const items: SignerItem[] = []
  const seal = await findAgencySeal(db, agency.id)
  for (const planned of agency.signers) {
    const found = planned.kind === 'person' ? await findPersonByNik(db, personalData, planned.nik) : seal
    items.push(compareSigner(agency, planned, found))
  }
  const isPlanned = agency.signers.some(({ kind }) => kind === 'agency-seal')
  if (!isPlanned && seal !== undefined && seal.name !== agency.name)
    items.push(compareSigner(agency, { kind: 'agency-seal' }, seal))
  return items
}

function compareSigner(agency: AgencyPlan, planned: Enrolment, found: Signer | undefined): SignerItem {
  const base = { what: 'signer', agency, planned, found } as const
  if (found === undefined) return { ...base, changed: [] }
  // The seal bears the agency's own name.
  if (planned.kind === 'agency-seal')
    return { ...base, changed: findDiffering(found, agency, ['name'] as const) }
  return {
    ...base,
    changed: findDiffering({ nip: undefined, ...found }, { nip: undefined, ...planned }, PERSON_COLUMNS),
  }
}

async function compareApplications(
  db: DatabaseHandle,
  agency: AgencyPlan,
): Promise<readonly ApplicationItem[]> {
  const kept = new Map((await listApplications(db, agency.id)).map((found) => [found.name, found]))
  return agency.applications.map((planned) => ({
    what: 'application',
    agency,
    planned,
    found: kept.get(planned),
    changed: [],
  }))
}

function signerConflicts(
  { planned, found, agency, changed }: SignerItem,
  pointer: string,
  takesOver: boolean,
): readonly Conflict[] {
  if (found === undefined || planned.kind !== 'person') return []
  if (found.agencyId !== agency.id) {
    const message = `the person is enrolled by ${found.agencyId}; one person signs for one agency, so take them out of the plan`
    return [{ pointer, code: 'ENROLLED_ELSEWHERE', message }]
  }
  if (takesOver) return [madeByDemonstration(pointer, 'signer')]
  if (!changed.includes('name')) return []
  const message =
    'the person is enrolled under another name, which the certificate bears: leave the name in the plan as it was, until certificates can be renewed'
  return [{ pointer: `${pointer}/name`, code: 'NAME_IN_CERTIFICATE', message }]
}

function madeByDemonstration(pointer: string, what: string): Conflict {
  const message = `this ${what} was made by tapis demo, and what opens it is known to everybody: take it out of the plan`
  return { pointer, code: 'MADE_BY_DEMONSTRATION', message }
}

/** Returns the columns in which the two differ; values are plain. */
function findDiffering<Column extends string>(
  found: Readonly<Record<Column, unknown>>,
  planned: Readonly<Record<Column, unknown>>,
  columns: readonly Column[],
): readonly Column[] {
  return columns.filter((column) => found[column] !== planned[column])
}
