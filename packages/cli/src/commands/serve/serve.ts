// `tapis serve [all | signer | portal]` runs the service until Ctrl-C or SIGTERM. With PostgreSQL,
// signer and portal are processes of their own; each way is loaded when it is asked for, so that no
// portal process has the signer's code in it.

import { present } from '@tapis/pki'
import { UsageError } from '../../command-line/usage-error.ts'
import { readConfiguration } from '../../configuration/configuration.ts'
import type { Environment } from '../../configuration/variables.ts'
import { keepPrivate } from '../../installation/private-data.ts'
import { leaveSupervisor } from './processes/stop-signal.ts'
import type { RunningService } from './signer/signer-service.ts'

interface ServeOptions {
  /**
   * Runs once the service answers, before it is announced, in this one process that then holds
   * both. Default: nothing.
   */
  readonly prepare?: (service: RunningService) => Promise<void>
  /** Writes the log, a line of JSON at a time. Default: standard error. */
  readonly writeLog?: (line: string) => void
}

const ROLES = ['all', 'signer', 'portal'] as const

type Role = (typeof ROLES)[number]

/** Starts what is asked for and waits for the signal to stop. Status 0 after a clean end. */
export async function serve(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
  options: ServeOptions = {},
): Promise<number> {
  keepPrivate()
  try {
    return await serveRole(roleOf(parameters), environment, write, options)
  } finally {
    leaveSupervisor()
  }
}

async function serveRole(
  { role, flags }: Asked,
  environment: Environment,
  write: (line: string) => void,
  { prepare, writeLog = (line) => process.stderr.write(line) }: ServeOptions,
): Promise<number> {
  if (role === 'portal') {
    const { servePortal } = await import('./portal/serve-portal.ts')
    return await servePortal(flags, environment, write, writeLog)
  }
  const configuration = readConfiguration(flags, environment)
  const isPglite = configuration.databaseUrl === undefined
  if (role === 'all' && !isPglite && prepare === undefined) {
    const { serveApart } = await import('./processes/serve-apart.ts')
    return await serveApart(flags, environment, write, writeLog)
  }
  if (role === 'signer' && isPglite)
    throw new UsageError('serve signer needs PostgreSQL (DATABASE_URL); with PGlite, tapis serve runs both')
  const { serveSigner } = await import('./signer/serve-signer.ts')
  return await serveSigner({
    configuration,
    environment,
    withPortal: role === 'all',
    ...present({ prepare }),
    write,
    writeLog,
  })
}

interface Asked {
  readonly role: Role
  readonly flags: readonly string[]
}

function roleOf(parameters: readonly string[]): Asked {
  const role = ROLES.find((name) => name === parameters[0])
  return role === undefined ? { role: 'all', flags: parameters } : { role, flags: parameters.slice(1) }
}
