// What went wrong, as one line for a terminal or a log.

import { type Environment, variable } from './configuration.ts'

/** The stable code where there is one, then the message; the stack only when TAPIS_DEBUG is set, since it helps nobody at a terminal. */
export function oneLine(error: unknown, environment: Environment): string {
  if (!(error instanceof Error)) return String(error)
  if (variable(environment, 'TAPIS_DEBUG') !== undefined) return error.stack ?? error.message
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : ''
  return error.message.startsWith(code) ? error.message : `${code}${error.message}`
}
