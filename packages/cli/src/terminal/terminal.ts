// Text of a file or a certificate on its way to a terminal.

import { type Environment, variable } from '../configuration/variables.ts'

/** Without what would let it move the cursor, recolour a line or turn its direction (UAX #9). */
export function shown(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/** The stable code where there is one, then the message, whose file names move no cursor; the stack only when TAPIS_DEBUG is set, since it helps nobody at a terminal. */
export function oneLine(error: unknown, environment: Environment): string {
  if (!(error instanceof Error)) return shown(String(error))
  if (variable(environment, 'TAPIS_DEBUG') !== undefined) return error.stack ?? error.message
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : ''
  return shown(error.message.startsWith(code) ? error.message : `${code}${error.message}`)
}
