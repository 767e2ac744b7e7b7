// Flags and files of a command line, by Node's own parser; what it does not understand is the caller's mistake.

import { type ParseArgsConfig, parseArgs } from 'node:util'
import { UsageError } from './usage-error.ts'

/** A flag with a value. */
export const text = { type: 'string' } as const
/** A flag with a value that may be given several times. */
export const texts: { readonly type: 'string'; readonly multiple: true; readonly default: string[] } = {
  type: 'string',
  multiple: true,
  default: [],
}
/** A flag that is given or not. */
export const yes = { type: 'boolean', default: false } as const

/** Flags in any order with the files. @throws UsageError for an unknown flag, or one without its value */
export function parseFlags<Options extends NonNullable<ParseArgsConfig['options']>>(
  parameters: readonly string[],
  options: Options,
) {
  try {
    return parseArgs({ args: [...parameters], allowPositionals: true, options })
  } catch (cause) {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause))
  }
}
