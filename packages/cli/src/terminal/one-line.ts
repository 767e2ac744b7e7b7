// What went wrong, as one line for a terminal or a log.

import { type Environment, variable } from '../configuration/configuration.ts'
import { shown } from './terminal.ts'

/** The stable code where there is one, then the message, whose file names move no cursor; the stack only when TAPIS_DEBUG is set, since it helps nobody at a terminal. */
export function oneLine(error: unknown, environment: Environment): string {
  if (!(error instanceof Error)) return shown(String(error))
  if (variable(environment, 'TAPIS_DEBUG') !== undefined) return error.stack ?? error.message
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : ''
  return shown(error.message.startsWith(code) ? error.message : `${code}${error.message}`)
}
