// The command line of Tapis: finds the command, runs it, and turns what goes wrong into one line and a status.

import { nearest } from '@tapis/signer/nearest'
import packageJson from '../package.json' with { type: 'json' }
import { COMMANDS, type Command } from './commands.ts'
import { help, helpOf } from './help.ts'
import { oneLine } from './one-line.ts'
import { FlagError } from './parse-flags.ts'
import { standardOutput } from './standard-output.ts'
import { UsageError } from './usage-error.ts'

const complain = (line: string) => console.error(line)
const write = standardOutput(complain)

/** 0 done, 1 refused or failed, 2 called wrongly. */
async function main([name, ...parameters]: readonly string[]): Promise<number> {
  if (name === undefined || isHelp(name)) {
    write(help())
    return name === undefined ? 2 : 0
  }
  if (name === '--version' || name === '-v') {
    write(`tapis ${packageJson.version}`)
    return 0
  }
  try {
    return await runCommand(name, parameters)
  } catch (error) {
    complain(complaint(name, error))
    return error instanceof UsageError ? 2 : 1
  }
}

async function runCommand(name: string, parameters: readonly string[]): Promise<number> {
  if (name === 'help') {
    const [about] = parameters
    write(about === undefined || isHelp(about) ? help() : helpOf(about, commandOf(about)))
    return 0
  }
  const command = commandOf(name)
  if (asksForHelp(parameters)) {
    write(helpOf(name, command))
    return 0
  }
  return await command.run(parameters, { write, complain })
}

function isHelp(parameter: string): boolean {
  return parameter === '--help' || parameter === '-h'
}

/** Behind `--` stand files, whatever they are called. */
function asksForHelp(parameters: readonly string[]): boolean {
  const end = parameters.indexOf('--')
  return parameters.slice(0, end < 0 ? undefined : end).some(isHelp)
}

class NoSuchCommand extends UsageError {}

/** @throws NoSuchCommand */
function commandOf(name: string): Command {
  // Own names only: `tapis constructor` is no command.
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command !== undefined) return command
  const meant = nearest(name, Object.keys(COMMANDS))
  throw new NoSuchCommand(
    `there is no command ${name}${meant === undefined ? ';' : `; did you mean ${meant}?`} tapis help lists them`,
  )
}

/** Says which command it was, once, and where its flags are explained. */
function complaint(name: string, error: unknown): string {
  const line = oneLine(error, process.env)
  if (error instanceof NoSuchCommand) return `tapis: ${line}`
  const named = line.startsWith(`tapis ${name} `) ? line : `tapis ${name}: ${line}`
  if (!(error instanceof FlagError)) return named
  return `${named}${line.endsWith('?') ? '' : '.'} See \`tapis help ${name}\``
}

process.exitCode = await main(process.argv.slice(2))
