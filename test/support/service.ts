// The standalone service as a real process: started as a newcomer would, stopped with Ctrl-C.

import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A running `tapis demo` or `tapis serve`. */
export interface Service {
  readonly apiOrigin: string
  readonly portalOrigin: string
  /** Everything it wrote to standard output so far. */
  readonly output: () => string
  /** Everything it wrote to standard error so far: its log. */
  readonly log: () => string
  /** Sends a signal and waits for nothing. */
  readonly signal: (signal: NodeJS.Signals) => void
  /** How it ended, as soon as it has. */
  readonly ended: Promise<{ readonly status: number | null; readonly signal: NodeJS.Signals | null }>
  /** Sends SIGINT and waits; the exit status. */
  readonly interrupt: () => Promise<number | null>
  /** Sends SIGKILL and waits: a crash. */
  readonly kill: () => Promise<void>
}

interface ServiceOptions {
  readonly command: 'demo' | 'serve'
  /** Of `serve`. Default: all. */
  readonly role?: 'signer' | 'portal'
  readonly dataFolder: string
  readonly ports?: { readonly api: number; readonly portal: number }
  readonly environment?: Readonly<Record<string, string>>
  /** Gets what it writes to standard error, also before it is ready. */
  readonly whileStarting?: (chunk: string) => void
}

/** Starts the service and waits until it says that it is ready. */
export async function startService({
  command,
  role,
  dataFolder,
  ports,
  environment,
  whileStarting,
}: ServiceOptions): Promise<Service> {
  const api = ports?.api ?? (await freePort())
  const portal = ports?.portal ?? (await freePort())
  const child = spawn(
    process.execPath,
    [
      'packages/cli/src/main.ts',
      command,
      ...(role === undefined ? [] : [role]),
      '--data',
      dataFolder,
      '--api-port',
      `${api}`,
      '--portal-port',
      `${portal}`,
      '--local',
    ],
    {
      cwd: root,
      env: { ...process.env, DATABASE_URL: '', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const written = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    written.out += chunk
  })
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    written.err += chunk
    whileStarting?.(chunk)
  })
  const ended: Service['ended'] = new Promise((resolve) =>
    child.once('exit', (status, signal) => resolve({ status, signal })),
  )
  await ready(child, written)
  return {
    apiOrigin: `http://localhost:${api}`,
    portalOrigin: `http://localhost:${portal}`,
    output: () => written.out,
    log: () => written.err,
    signal: (signal) => child.kill(signal),
    ended,
    interrupt: async () => {
      child.kill('SIGINT')
      return (await ended).status
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** What a start that is refused writes to standard error. @throws when it is not refused */
export async function refusal(options: ServiceOptions): Promise<string> {
  let service: Service
  try {
    service = await startService(options)
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
  await service.kill()
  throw new Error('the service started')
}

/** The line that both commands print last when they are ready to serve. */
const READY = /Ctrl-C/

function ready(child: ChildProcess, written: { readonly out: string; readonly err: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.on('data', () => {
      if (READY.test(written.out)) resolve()
    })
    child.once('exit', (status) => reject(new Error(`the service ended with ${status}:\n${written.err}`)))
  })
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
