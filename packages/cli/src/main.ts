// The command line of Tapis: finds the command, runs it, and turns what goes wrong into one line and a status.

import { VARIABLES } from './configuration.ts'
import { oneLine } from './one-line.ts'
import { UsageError } from './usage-error.ts'

const write = (line: string) => console.log(line)
const complain = (line: string) => console.error(line)

/** Each command is loaded when it is asked for: `verify` should not wait for a database to be parsed. */
const COMMANDS: Readonly<
  Record<string, { readonly usage: string; readonly run: (parameters: readonly string[]) => Promise<number> }>
> = {
  serve: {
    usage: '[--host HOST] [--api-port N] [--portal-port N] [--data FOLDER]   run the service',
    run: async (parameters) => (await import('./serve.ts')).serve(parameters, process.env, write),
  },
  demo: {
    usage: '[same as serve]   run the service with a demonstration city and three signed documents',
    run: async (parameters) => (await import('./demo.ts')).demo(parameters, process.env, write),
  },
  onboard: {
    usage: 'FILE.json [same as serve]   register agencies, applications, signers, templates',
    run: async (parameters) => (await import('./onboard.ts')).onboard(parameters, process.env, write),
  },
  sign: {
    usage:
      'IN OUT | IN… --out FOLDER --p12 FILE [--level B-B|B-T|B-LT|B-LTA] [--tsa URL] [--trust FILE] [--place PAGE,X,Y,WIDTH,HEIGHT | --anchor TEXT [--size WIDTH,HEIGHT] [--occurrence N|last] [--otherwise PAGE,X,Y,WIDTH,HEIGHT|invisible]] [--field NAME] [--certify 1|2|3] [--preflight off|warn|refuse] [--password TEXT] [--reason TEXT] [--location TEXT]   sign PDFs',
    run: async (parameters) => (await import('./sign.ts')).sign(parameters, process.env, write, complain),
  },
  augment: {
    usage:
      'IN OUT | IN… --out FOLDER --level B-T|B-LT|B-LTA --tsa URL [--trust FILE] [--password TEXT]   raise the signatures of PDFs to a level that lasts longer',
    run: async (parameters) =>
      (await import('./augment.ts')).augment(parameters, process.env, write, complain),
  },
  verify: {
    usage:
      'FILE… [--trust FILE] [--at TIME] [--password TEXT] [--integrity] [--revocation required|where-published|when-available] [--offline] [--json | --format text|json|report|etsi]   judge the signatures of PDFs',
    run: async (parameters) => (await import('./verify.ts')).verify(parameters, process.env, write),
  },
}

function help(): string {
  const commands = Object.entries(COMMANDS).map(([name, { usage }]) => `  tapis ${name} ${usage}`)
  const variables = VARIABLES.map(([name, meaning]) => `  ${name.padEnd(28)}${meaning}`)
  return ['Tapis: electronic signatures of a city', '', ...commands, '', 'Environment:', ...variables].join(
    '\n',
  )
}

/** 0 done, 1 refused or failed, 2 called wrongly. */
async function main([name, ...parameters]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || parameters.includes('--help')) {
    write(help())
    return name === undefined ? 2 : 0
  }
  // Own names only: `tapis constructor` is no command.
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  try {
    if (command === undefined) throw new UsageError(`there is no command ${name}; tapis help lists them`)
    return await command.run(parameters)
  } catch (error) {
    console.error(`tapis ${name}: ${oneLine(error, process.env)}`)
    return error instanceof UsageError ? 2 : 1
  }
}

process.exitCode = await main(process.argv.slice(2))
