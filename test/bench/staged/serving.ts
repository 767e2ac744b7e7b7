// A service as a process group of its own, from any checkout: started, watched and stopped with
// everything it starts.

import { type ChildProcess, spawn } from 'node:child_process'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { untilTheEnd } from './at-the-end.ts'
import { treeOf } from './process-tree.ts'

interface Command {
  /** The checkout whose `packages/cli/src/main.ts` is run. */
  readonly root: string
  readonly parameters: readonly string[]
  readonly environment: Readonly<Record<string, string>>
}

/** How the process ended: its status or the signal, and how long after it was told to. */
interface Ended {
  readonly how: string
  readonly milliseconds: number
}

export interface Serving {
  readonly pid: number
  /** From the start to the first connection on the last of the ports. */
  readonly startMilliseconds: number
  /** The last lines of standard error. */
  readonly log: () => string
  readonly isRunning: () => boolean
  /** SIGTERM, and SIGKILL for what is still there after half a minute. */
  readonly stop: () => Promise<Ended>
  /** SIGKILL for every process at once: a crash. */
  readonly kill: () => Promise<void>
}

const LONGEST_START_MILLISECONDS = 180_000
const LONGEST_STOP_MILLISECONDS = 30_000
const KEPT_LOG_CHARACTERS = 16_384

/** @throws Error with the end of the log, when it ends instead of listening on `ports` */
export async function serve(command: Command, ports: readonly number[]): Promise<Serving> {
  const started = performance.now()
  const child = spawnTapis(command)
  const { pid } = child
  if (pid === undefined) throw new Error('the service cannot be started')
  let log = ''
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    log = (log + chunk).slice(-KEPT_LOG_CHARACTERS)
  })
  child.stdout?.resume()
  const ended = endOf(child)
  const kill = async () => {
    killAll(pid)
    await ended
  }
  const end = untilTheEnd(kill)
  const isRunning = () => child.exitCode === null && child.signalCode === null
  for (const port of ports) {
    while (!(await isOpen(port))) {
      if (isRunning() && performance.now() - started < LONGEST_START_MILLISECONDS) continue
      await end[Symbol.asyncDispose]()
      throw new Error(lastLine(log) || `it ended with ${await ended} and said nothing`)
    }
  }
  return {
    pid,
    startMilliseconds: performance.now() - started,
    log: () => log,
    isRunning,
    kill: async () => await end[Symbol.asyncDispose](),
    stop: async () => {
      const told = performance.now()
      child.kill('SIGTERM')
      const how = await Promise.race([
        ended,
        delay(LONGEST_STOP_MILLISECONDS, 'SIGKILL after half a minute', { ref: false }),
      ])
      const milliseconds = performance.now() - told
      await end[Symbol.asyncDispose]()
      return { how, milliseconds }
    },
  }
}

/**
 * Runs a command to its end with `input` on standard input; what it wrote.
 * @throws Error when its status is not 0
 */
export async function run(command: Command, input: string): Promise<string> {
  const child = spawnTapis(command)
  const written = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    written.out += chunk
  })
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    written.err += chunk
  })
  child.stdin?.end(input)
  const how = await endOf(child)
  if (how !== 'status 0') throw new Error(`tapis ${command.parameters[0]}: ${how}\n${written.err}`)
  return written.out
}

/**
 * A group of its own, so that Ctrl-C reaches the bench alone, which then stops its services in
 * order.
 */
function spawnTapis({ root, parameters, environment }: Command): ChildProcess {
  return spawn(process.execPath, [join(root, 'packages/cli/src/main.ts'), ...parameters], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: 'pipe',
    detached: true,
  })
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) =>
    child.once('close', (status, signal) => resolve(signal ?? `status ${status}`)),
  )
}

function killAll(leader: number): void {
  for (const pid of treeOf(leader)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      // Ended in between.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}

async function isOpen(port: number): Promise<boolean> {
  const opened = await new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
  if (!opened) await delay(10)
  return opened
}

/** What the service said last that is no line of its log of requests. */
function lastLine(log: string): string {
  return (
    log
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('{'))
      .at(-1) ?? ''
  )
}
