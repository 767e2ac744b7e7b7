// Asking for a passphrase at the terminal without showing it. Never a flag: command lines are visible to every user of a
// machine and stay in shell histories.

import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Environment, VariableName } from './configuration.ts'
import { shown } from './terminal.ts'
import { UsageError } from './usage-error.ts'

const VARIABLE: VariableName = 'TAPIS_PASSPHRASE'

/**
 * The passphrase of one's own key, from `TAPIS_PASSPHRASE` or typed. The variable set to nothing is a passphrase too: keys are exported
 * with an empty one.
 *
 * @throws UsageError when there is neither the variable nor a terminal.
 */
export async function askPassphrase(prompt: string, environment: Environment): Promise<string> {
  return environment[VARIABLE] ?? (await typed(prompt))
}

/** Gives the new passphrase of one holder after another. */
export type NewPassphrases = (holder: string) => Promise<string>

/**
 * New passphrases, each typed twice by its holder; without a terminal, one line of standard input for each in turn. No variable
 * gives one: a single passphrase for everybody would be the operator's, not under any holder's sole control
 * (UU ITE Art. 11(1)(b)).
 *
 * The function throws UsageError when a passphrase is typed differently three times, or standard input ends.
 */
export function newPassphrases(): NewPassphrases {
  if (process.stdin.isTTY) return typedTwice
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  return async (holder) => {
    const { value, done } = await lines.next()
    if (done === true) throw new UsageError(`standard input has no passphrase for ${holder}`)
    return value
  }
}

async function typedTwice(holder: string): Promise<string> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const first = await typed(`New passphrase of ${holder}, typed by its holder: `)
    if (first === (await typed('Once more: '))) return first
    process.stderr.write('The two differ.\n')
  }
  throw new UsageError(`no passphrase for ${holder}: the two differed three times`)
}

async function typed(prompt: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError('no terminal to ask for the passphrase at: set TAPIS_PASSPHRASE')
  process.stderr.write(shown(prompt))
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve)
      lines.once('SIGINT', () => reject(new UsageError('no passphrase given')))
      lines.once('close', () => reject(new UsageError('no passphrase given')))
    })
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
