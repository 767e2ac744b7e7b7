// `tapis serve`: runs the service until Ctrl-C or SIGTERM.

import { type Environment, readConfiguration } from './configuration.ts'
import { originWarning } from './published-origin.ts'
import { readSecrets } from './secrets.ts'
import { type RunningService, startService } from './service.ts'

export interface ServeOptions {
  /** Runs once the service answers, before it is announced. Default: nothing. */
  readonly prepare?: (service: RunningService) => Promise<void>
  /** Gets the log, a line of JSON at a time. Default: standard error. */
  readonly writeLog?: (line: string) => void
}

/** Starts the service and waits for the signal to stop. Status 0 after a clean end. */
export async function serve(
  parameters: readonly string[],
  environment: Environment,
  write: (line: string) => void,
  { prepare = async () => {}, writeLog = (line) => process.stderr.write(line) }: ServeOptions = {},
): Promise<number> {
  const configuration = readConfiguration(parameters, environment)
  const stopped = stopSignal()
  const service = await startService(
    configuration,
    await readSecrets(configuration.dataFolder, environment),
    writeLog,
  )
  try {
    const warning = originWarning(service.authority.ca.row.der, configuration.apiOrigin)
    if (warning !== undefined) write(warning)
    const preparing = prepare(service)
    // What a stopped preparation still fails with is of no interest; without a stop, the race below reports it.
    preparing.catch(() => undefined)
    await Promise.race([preparing, stopped])
    write(`Signing API   ${configuration.apiOrigin}  (reference: ${configuration.apiOrigin}/docs)`)
    write(`Portal        ${configuration.portalOrigin}`)
    write('Ctrl-C stops the service; the data stays.')
    await stopped
    return 0
  } finally {
    await service.close()
  }
}

/** The first signal asks for a clean end, which waits for a start at work; a second one ends the process at once. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
