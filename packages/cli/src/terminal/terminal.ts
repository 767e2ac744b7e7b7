// Text of files, certificates and errors passes here on its way to a terminal, which it must not
// steer.

import { type Environment, readVariable } from '../configuration/variables.ts'

/**
 * Returns the text without what would let it move the cursor, recolour a line or turn its direction
 * (UAX #9).
 */
export function maskControls(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, '\ufffd')
}

/**
 * Returns what went wrong as one line: the stable code where there is one, then the message. The
 * stack is shown only when TAPIS_DEBUG is set, since it helps nobody at a terminal.
 */
export function formatError(error: unknown, environment: Environment): string {
  if (!(error instanceof Error)) return maskControls(String(error))
  if (readVariable(environment, 'TAPIS_DEBUG') !== undefined) return error.stack ?? error.message
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : ''
  return maskControls(error.message.startsWith(code) ? error.message : `${code}${error.message}`)
}
