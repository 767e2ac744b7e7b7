// The command line of Tapis: finds the command, runs it, and turns what goes wrong into one line and a status.

import { COMMANDS, type Command } from './commands.ts'
import { help, helpOf } from './help.ts'
import { oneLine } from './one-line.ts'
import { UsageError } from './usage-error.ts'

const write = (line: string) => console.log(line)
const complain = (line: string) => console.error(line)

/** 0 done, 1 refused or failed, 2 called wrongly. */
async function main([name, ...parameters]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help') {
    write(help())
    return name === undefined ? 2 : 0
  }
  try {
    if (name === 'help') {
      const [about] = parameters
      write(about === undefined ? help() : helpOf(about, commandOf(about)))
      return 0
    }
    const command = commandOf(name)
    if (parameters.includes('--help')) {
      write(helpOf(name, command))
      return 0
    }
    return await command.run(parameters, { write, complain })
  } catch (error) {
    complain(`tapis ${name}: ${oneLine(error, process.env)}`)
    return error instanceof UsageError ? 2 : 1
  }
}

/** @throws UsageError when there is no such command */
function commandOf(name: string): Command {
  // Own names only: `tapis constructor` is no command.
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) throw new UsageError(`there is no command ${name}; tapis help lists them`)
  return command
}

process.exitCode = await main(process.argv.slice(2))
