// The command line of Tapis: finds the command, runs it, and turns what goes wrong into one line and a status.

import { VARIABLES, variable } from './configuration.ts'
import { UsageError } from './usage-error.ts'

const write = (line: string) => console.log(line)

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
      'IN OUT --p12 FILE [--tsa URL] [--level B-B|B-T] [--place PAGE,X,Y,WIDTH,HEIGHT] [--field NAME] [--reason TEXT]   sign a PDF',
    run: async (parameters) => (await import('./sign.ts')).sign(parameters, process.env, write),
  },
  verify: {
    usage: 'FILE… [--trust FILE] [--integrity] [--at TIME] [--json]   judge the signatures of PDFs',
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
    console.error(`tapis ${name}: ${oneLine(error)}`)
    return error instanceof UsageError ? 2 : 1
  }
}

/** The stable code where there is one, then the message; the stack only on request, since it helps nobody at a terminal. */
function oneLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (variable(process.env, 'TAPIS_DEBUG') !== undefined) return error.stack ?? error.message
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : ''
  return error.message.startsWith(code) ? error.message : `${code}${error.message}`
}

process.exitCode = await main(process.argv.slice(2))
