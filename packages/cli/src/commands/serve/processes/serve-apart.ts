// `tapis serve` with PostgreSQL runs signer and portal as processes of their own under a
// supervisor. Load on the portal then cannot stall signing, the portal answers while the signer is
// down, and the process that faces the internet has no secret in its environment.

import { fileURLToPath } from 'node:url'
import type { Environment } from '../../../configuration/variables.ts'
import { createJsonLog } from '../../../terminal/json-log.ts'
import { CTRL_C } from './announce.ts'
import { awaitStop } from './stop-signal.ts'
import { type Program, supervise } from './supervise.ts'

const MAIN = fileURLToPath(new URL('../../../main.ts', import.meta.url))

/** The portal has no use for these. */
const SECRETS = ['TAPIS_MASTER_KEY', 'TAPIS_OPERATOR_PASSPHRASE', 'TAPIS_PASSPHRASE', 'TAPIS_PDF_PASSWORD']

/**
 * Runs both until it is stopped. Statuses: 0 after a clean end of both, 1 when one refused to start
 * or had to be killed.
 */
export async function serveApart(
  flags: readonly string[],
  environment: Environment,
  write: (line: string) => void,
  writeLog: (line: string) => void,
): Promise<number> {
  const programs = [
    programOf('signer', flags, omit(environment, ['TAPIS_PORTAL_DATABASE_URL'])),
    programOf('portal', flags, portalEnvironment(environment)),
  ]
  return await supervise(programs, {
    stopped: awaitStop(),
    log: createJsonLog(writeLog),
    announce: (lines) => {
      for (const line of [...lines, CTRL_C]) write(line)
    },
  })
}

function programOf(name: string, flags: readonly string[], environment: Environment): Program {
  return { name, parameters: [...process.execArgv, MAIN, 'serve', name, ...flags], environment }
}

function portalEnvironment(environment: Environment): Environment {
  const hasOwnRole = (environment['TAPIS_PORTAL_DATABASE_URL'] ?? '').trim() !== ''
  return omit(environment, hasOwnRole ? [...SECRETS, 'DATABASE_URL'] : SECRETS)
}

function omit(environment: Environment, names: readonly string[]): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !names.includes(name)))
}
