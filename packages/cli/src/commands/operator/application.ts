// `tapis application list|disable|enable` says which programs may call. A disabled one is refused
// from the next request on.

import {
  type Application,
  listApplications as applicationsOf,
  type DatabaseHandle,
  disableApplication,
  enableApplication,
  findApplicationByCredentialId,
  recordEvent,
} from '@tapis/db'
import { parseFlags, text, yes } from '../../command-line/parse-flags.ts'
import { UsageError } from '../../command-line/usage-error.ts'
import { readDataPlace } from '../../configuration/configuration.ts'
import type { Environment } from '../../configuration/variables.ts'
import { withDatabase } from '../../installation/operator-database.ts'
import { OperatorError } from '../../installation/operator-error.ts'
import { readOperatorName } from '../../installation/operator-name.ts'
import { maskControls } from '../../terminal/terminal.ts'
import { requireNotRetired } from './agencies.ts'
import { list } from './listing.ts'

/** Writes a line for each application, agency by agency. */
export function listApplications(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  return list({ of: applicationsOf, head: HEAD, row, json: applicationJson }, parameters, environment, write)
}

/**
 * Disables or enables, with its event. Status 0 also when it is so already: then nothing is
 * recorded.
 */
export async function setApplication(
  state: State,
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
): Promise<number> {
  const { values, positionals } = parseFlags(parameters, { json: yes, data: text })
  const [publicId, ...others] = positionals
  if (publicId === undefined || others.length > 0)
    throw new UsageError('needs the id of one application, app_…, as tapis application list shows it')
  // The whole credential is easily pasted; it is not repeated, and it is not needed.
  if (!/^[A-Za-z0-9_-]{3,64}$/.test(publicId))
    throw new UsageError('the id of an application is the part of its credential before the colon, app_…')
  const application = await withDatabase(readDataPlace(values, environment), async (db) => {
    const found = await findApplicationByCredentialId(db, publicId)
    if (found === undefined) throw new OperatorError('APPLICATION_NOT_FOUND', 'there is no such application')
    return await changeState(db, found, state)
  })
  const { agencyId, name } = application
  write(values.json ? applicationJson(application) : maskControls(`${agencyId}: ${name} ${STATES[state]}`))
  return 0
}

type State = 'enabled' | 'disabled'

const stateOf = ({ disabledAt }: Application): State => (disabledAt === undefined ? 'enabled' : 'disabled')

async function changeState(db: DatabaseHandle, application: Application, state: State): Promise<Application> {
  const { id, agencyId, disabledAt: _, ...rest } = application
  const at = new Date()
  return await db.transaction(async (tx) => {
    if (state === 'enabled') await requireNotRetired(tx, agencyId)
    if (stateOf(application) === state) return application
    await (state === 'enabled' ? enableApplication(tx, id) : disableApplication(tx, id, at))
    await recordEvent(tx, {
      at,
      kind: state === 'enabled' ? 'application.enable' : 'application.disable',
      outcome: 'done',
      actor: 'operator',
      operator: readOperatorName(),
      agencyId,
      applicationId: id,
      changed: ['disabledAt'],
    })
    return { id, agencyId, ...rest, ...(state === 'disabled' && { disabledAt: at }) }
  })
}

const HEAD = ['ID', 'OPD', 'STATUS', 'NAMA']
const STATES = { enabled: 'aktif', disabled: 'dinonaktifkan' } as const

function row(application: Application): readonly string[] {
  const { credentialId, agencyId, name } = application
  return [credentialId, agencyId, STATES[stateOf(application)], name]
}

function applicationJson(application: Application): string {
  const { credentialId, agencyId, name, disabledAt } = application
  return JSON.stringify({
    id: credentialId,
    agency: agencyId,
    name,
    status: stateOf(application),
    disabledAt,
  })
}
