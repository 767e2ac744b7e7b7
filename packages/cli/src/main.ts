// The command line of Tapis finds the command, runs it, and turns what goes wrong into one line and
// a status.

import packageJson from '../package.json' with { type: 'json' }
import { findCommand, NoSuchCommand } from './command-line/find-command.ts'
import { commandRows, formatHelp, formatHelpOf } from './command-line/help.ts'
import { FlagError } from './command-line/parse-flags.ts'
import { UsageError } from './command-line/usage-error.ts'
import { openStandardOutput } from './terminal/standard-output.ts'
import { formatError } from './terminal/terminal.ts'

const complain = (line: string) => console.error(line)
const write = openStandardOutput(complain)

/** Returns the status: 0 done, 1 refused or failed, 2 called wrongly. */
async function main(words: readonly string[]): Promise<number> {
  const [first, ...others] = words
  if (first === undefined || isHelp(first)) {
    write(formatHelp())
    return first === undefined ? 2 : 0
  }
  if (first === '--version' || first === '-v') {
    write(`tapis ${packageJson.version}`)
    return 0
  }
  if (first === 'help') return runComplaining(first, async () => sayHelp(others))
  const rows = commandRows(first)
  // A noun alone, or with a request for help, shows what can be done with it.
  if (rows.length > 0 && (others[0] === undefined || isHelp(others[0]))) {
    write(rows.join('\n'))
    return others[0] === undefined ? 2 : 0
  }
  return runComplaining(first, () => runCommand(words))
}

/**
 * Runs something, and tells what goes wrong. `name` is the command's, or stands for it before it is
 * known.
 */
async function runComplaining(name: string, run: () => Promise<number>): Promise<number> {
  try {
    return await run()
  } catch (error) {
    complain(formatComplaint(name, error))
    return error instanceof UsageError ? 2 : 1
  }
}

async function runCommand(words: readonly string[]): Promise<number> {
  const { name, command, parameters } = findCommand(words)
  if (asksForHelp(parameters)) {
    write(formatHelpOf(name, command))
    return 0
  }
  return await runComplaining(name, () => command.run(parameters, { write, complain }))
}

function sayHelp(words: readonly string[]): number {
  const [about] = words
  const rows = words.length === 1 && about !== undefined ? commandRows(about) : []
  if (about === undefined || isHelp(about)) write(formatHelp())
  else if (rows.length > 0) write(rows.join('\n'))
  else {
    const { name, command } = findCommand(words)
    write(formatHelpOf(name, command))
  }
  return 0
}

function isHelp(parameter: string): boolean {
  return parameter === '--help' || parameter === '-h'
}

/** Says whether help is asked for. Behind `--` stand files, whatever they are called. */
function asksForHelp(parameters: readonly string[]): boolean {
  const end = parameters.indexOf('--')
  return parameters.slice(0, end < 0 ? undefined : end).some(isHelp)
}

/** Says which command it was, once, and where its flags are explained. */
function formatComplaint(name: string, error: unknown): string {
  const line = formatError(error, process.env)
  if (error instanceof NoSuchCommand) return line.startsWith('tapis ') ? line : `tapis: ${line}`
  const named = line.startsWith(`tapis ${name} `) ? line : `tapis ${name}: ${line}`
  if (!(error instanceof FlagError)) return named
  return `${named}${line.endsWith('?') ? '' : '.'} See \`tapis help ${name}\``
}

process.exitCode = await main(process.argv.slice(2))
