// `tapis help` shows all commands in a line each, or one of them with its flags. Every line fits
// into 110 columns.

import { VARIABLES } from '../configuration/variables.ts'
import type { Command } from './command.ts'
import { COMMANDS } from './commands.ts'

const INDENT = '  '
const NAME_WIDTH = 28

/** Returns the list of commands and variables. */
export function formatHelp(): string {
  return [
    'Tapis: electronic signatures of a city',
    '',
    ...commandRows(''),
    '',
    'tapis help COMMAND shows what a command takes; tapis --version the version.',
    '',
    'Environment:',
    ...VARIABLES.map(([name, meaning]) => row(name, meaning)),
  ].join('\n')
}

/** Returns a row for each command of a noun such as `signer`; none when the noun has none. */
export function commandRows(noun: string): readonly string[] {
  return Object.entries(COMMANDS)
    .filter(([name]) => noun === '' || name.startsWith(`${noun} `))
    .map(([name, { purpose }]) => row(`tapis ${name}`, purpose))
}

/** Returns what one command takes. */
export function formatHelpOf(name: string, { purpose, operands, flags }: Command): string {
  return [
    `tapis ${name} ${operands}`.trimEnd(),
    `${INDENT}${purpose}`,
    '',
    ...flags.map(([flag, meaning]) => row(flag, meaning)),
  ].join('\n')
}

function row(name: string, meaning: string): string {
  const next = `\n${INDENT}${' '.repeat(NAME_WIDTH)}`
  return `${INDENT}${name.padEnd(NAME_WIDTH)}${meaning.replaceAll('\n', next)}`
}
