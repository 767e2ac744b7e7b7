// Reads flags and files of a command line with Node's own parser. What it does not understand is
// told in our words.

import { type ParseArgsConfig, parseArgs } from 'node:util'
import { nearest } from '@tapis/pki'
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

/** The command does not have the flag, or takes it otherwise: the command's help says more. */
export class FlagError extends UsageError {}

type Flags = NonNullable<ParseArgsConfig['options']>

/**
 * Reads the flags, in any order with the files.
 * @throws FlagError for an unknown flag, one without its value, one with a value too many, or one
 *   given twice
 */
export function parseFlags<Options extends Flags>(parameters: readonly string[], options: Options) {
  const args = [...parameters]
  requireUnderstood(args, options)
  return parseArgs({ args, allowPositionals: true, options })
}

function requireUnderstood(args: string[], options: Flags): void {
  // Without `strict` the parser takes everything and says how it read it.
  const { tokens } = parseArgs({ args, allowPositionals: true, options, strict: false, tokens: true })
  const given = new Set<string>()
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    const option = Object.hasOwn(options, name) ? options[name] : undefined
    if (option === undefined || rawName !== `--${name}`) throw refuseUnknown(rawName, Object.keys(options))
    if (option.type === 'boolean') {
      if (value !== undefined) throw new FlagError(`${rawName} takes no value`)
      continue
    }
    if (value === undefined) throw new FlagError(`${rawName} needs a value`)
    // This is most likely the next flag. The value is not quoted: it may be a password.
    if (!token.inlineValue && /^-./.test(value)) {
      throw new FlagError(`${rawName} needs a value; one that begins with a dash is written ${rawName}=VALUE`)
    }
    // The last one would win, without the caller knowing which one that is.
    if (option.multiple !== true && given.has(name)) throw new FlagError(`${rawName} is given twice`)
    given.add(name)
  }
}

function refuseUnknown(flag: string, names: readonly string[]): FlagError {
  const meant = nearest(flag.replace(/^-+/, ''), names)
  return new FlagError(`unknown flag ${flag}${meant === undefined ? '' : `; did you mean --${meant}?`}`)
}
