// Finds the command that the words of a command line name: one word, or a noun and what is done
// with it.

import { nearest } from '@tapis/pki'
import { maskControls } from '../terminal/terminal.ts'
import type { Command } from './command.ts'
import { COMMANDS } from './commands.ts'
import { UsageError } from './usage-error.ts'

export class NoSuchCommand extends UsageError {}

interface FoundCommand {
  readonly name: string
  readonly command: Command
  /** The words behind the name. */
  readonly parameters: readonly string[]
}

/** Finds the command. @throws NoSuchCommand, with the nearest name there is */
export function findCommand([first = '', ...others]: readonly string[]): FoundCommand {
  const [second, ...rest] = others
  const both = `${first} ${second}`
  for (const [name, parameters] of [
    [both, rest],
    [first, others],
  ] as const) {
    // Names that every object has are left out: `tapis constructor` is no command.
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (command !== undefined) return { name, command, parameters }
  }
  throw new NoSuchCommand(describeUnknown(first, second))
}

function describeUnknown(first: string, second: string | undefined): string {
  const names = Object.keys(COMMANDS)
  const acts = names.flatMap((name) => (name.startsWith(`${first} `) ? [name.slice(first.length + 1)] : []))
  if (acts.length > 0 && (second === undefined || second.startsWith('-')))
    return `tapis ${maskControls(first)} needs one of ${acts.join(', ')}`
  const typed = acts.length > 0 ? `${first} ${second}` : first
  const meant = nearest(typed, names)
  const told = meant === undefined ? ';' : `; did you mean ${meant}?`
  return `there is no command ${maskControls(typed)}${told} tapis help lists them`
}
