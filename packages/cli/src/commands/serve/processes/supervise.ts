// Keeps programs running: it starts one again that dies, ever more slowly, and ends all of them
// when told. A program that ends before it was ever ready has refused to start: its operator is to
// see that, so that the others end too.

import { type ChildProcess, spawn } from 'node:child_process'
import type { Environment } from '../../../configuration/variables.ts'
import { endOnSignals } from '../../../terminal/end-on-signals.ts'
import type { JsonLog } from '../../../terminal/json-log.ts'
import { parseReady } from './announce.ts'
import { STOP } from './stop-signal.ts'

/**
 * A Node program that sends `Ready` when it answers and ends when it is sent `STOP`. Its standard
 * error is ours.
 */
export interface Program {
  readonly name: string
  /** Parameters of Node: its flags, the file, the file's own parameters. */
  readonly parameters: readonly string[]
  readonly environment: Environment
}

interface Supervision {
  /** Resolves when everything is to end. */
  readonly stopped: Promise<void>
  readonly log: JsonLog
  /** Called once, when every program has become ready, with the lines of all of them in order. */
  readonly announce: (lines: readonly string[]) => void
  /**
   * Wait before the first start again, doubled each time up to the most; back to the first after a
   * minute of running. Defaults 1 s, 30 s.
   */
  readonly firstPauseMilliseconds?: number
  readonly mostPauseMilliseconds?: number
}

const RAN_WELL_MILLISECONDS = 60_000

/**
 * Runs the programs until they are told to end. Status 0 when all ended cleanly after they were
 * told; 1 otherwise.
 */
export async function supervise(programs: readonly Program[], supervision: Supervision): Promise<number> {
  const refused = Promise.withResolvers<void>()
  const stop = Promise.race([supervision.stopped, refused.promise])
  const running = new Map<string, ChildProcess>()
  const lines = new Map<string, readonly string[]>()
  const onReady = (name: string, ready: readonly string[]) => {
    if (lines.has(name)) return
    lines.set(name, ready)
    if (lines.size === programs.length)
      supervision.announce(programs.flatMap((program) => lines.get(program.name) ?? []))
  }
  // A second signal waits for nobody.
  let impatient: Disposable | undefined
  stop.then(() => {
    impatient = endOnSignals(() => {
      for (const child of running.values()) child.kill('SIGKILL')
    })
  })
  const ends = programs.map((program) =>
    keepRunning(program, { ...supervision, stop, refuse: refused.resolve, running, onReady }),
  )
  const outcomes = await Promise.all(ends)
  impatient?.[Symbol.dispose]()
  return outcomes.every((outcome) => outcome === 'clean') ? 0 : 1
}

interface Keeping extends Supervision {
  readonly stop: Promise<void>
  readonly refuse: () => void
  /** The processes of all programs; each program writes its own entry. */
  readonly running: Map<string, ChildProcess>
  readonly onReady: (name: string, lines: readonly string[]) => void
}

async function keepRunning(program: Program, keeping: Keeping): Promise<'clean' | 'unclean'> {
  const { stop, log, refuse, firstPauseMilliseconds = 1000, mostPauseMilliseconds = 30_000 } = keeping
  let isStopping = false
  let wasReady = false
  let pause = firstPauseMilliseconds
  stop.then(() => {
    isStopping = true
  })
  for (;;) {
    const begun = Date.now()
    const end = await runOnce(program, keeping, () => {
      wasReady = true
    })
    if (isStopping) return end.status === 0 ? 'clean' : 'unclean'
    if (!wasReady) {
      log({ event: 'process', name: program.name, state: 'refused', ...end })
      refuse()
      return 'unclean'
    }
    if (Date.now() - begun >= RAN_WELL_MILLISECONDS) pause = firstPauseMilliseconds
    log({ event: 'process', name: program.name, state: 'ended', ...end, restartMilliseconds: pause })
    await unlessStopped(pause, stop)
    if (isStopping) return 'clean'
    pause = Math.min(pause * 2, mostPauseMilliseconds)
  }
}

interface End {
  readonly status: number | null
  readonly signal: string | null
}

function runOnce(
  { name, parameters, environment }: Program,
  { stop, log, running, onReady }: Keeping,
  nowReady: () => void,
): Promise<End> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...parameters], {
      env: { ...environment },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      // A terminal's Ctrl-C goes to the foreground group: it is for the supervisor alone, who
      // passes it on once.
      detached: true,
    })
    running.set(name, child)
    log({ event: 'process', name, state: 'started', pid: child.pid })
    child.on('message', (message) => {
      const ready = parseReady(message)
      if (ready === undefined) return
      nowReady()
      onReady(name, ready.ready)
    })
    const ended = (end: End) => {
      if (running.get(name) === child) running.delete(name)
      resolve(end)
    }
    child.once('error', () => ended({ status: null, signal: null }))
    child.once('exit', (status, signal) => ended({ status, signal }))
    stop.then(() => {
      // One that has just ended no longer hears; its end is told above.
      if (child.connected) child.send(STOP, () => undefined)
    })
  })
}

async function unlessStopped(milliseconds: number, stop: Promise<void>): Promise<void> {
  const pause = Promise.withResolvers<void>()
  const timer = setTimeout(pause.resolve, milliseconds)
  await Promise.race([pause.promise, stop])
  clearTimeout(timer)
}
