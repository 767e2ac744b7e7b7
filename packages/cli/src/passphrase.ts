// Asking for a passphrase at the terminal without showing it. Never a flag: command lines are visible to every user of a
// machine and stay in shell histories.

import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CustodyError, requireStrongEnough } from '@tapis/signer/custody'
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
 * New passphrases, each typed twice by its holder, three times at most until it is strong and the same; without a terminal, one line of
 * standard input for each in turn. No variable gives one: a single passphrase for everybody would be the operator's, not under any
 * holder's sole control (UU ITE Art. 11(1)(b)).
 *
 * The function throws UsageError when no attempt is left or standard input ends, CustodyError PASSPHRASE_TOO_WEAK without a terminal.
 */
export function newPassphrases(): NewPassphrases {
  if (process.stdin.isTTY) {
    const complain = (line: string) => process.stderr.write(`${shown(line)}\n`)
    return (holder) => chosenTwice(holder, typed, complain)
  }
  const nextLine = linesOfInput()
  return async (holder) => {
    const passphrase = await nextLine()
    if (passphrase === undefined) throw new UsageError(`standard input has no passphrase for ${holder}`)
    const weakness = weaknessOf(passphrase)
    if (weakness !== undefined) throw new CustodyError('PASSPHRASE_TOO_WEAK', `${holder}: ${weakness}`)
    return passphrase
  }
}

const ATTEMPTS = 3

/** `ask` gives what was typed at a prompt. @throws UsageError after three attempts, and what `ask` throws */
export async function chosenTwice(
  holder: string,
  ask: (prompt: string) => Promise<string>,
  complain: (line: string) => void,
): Promise<string> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const first = await ask(`New passphrase of ${holder}, typed by its holder: `)
    // Said at once: nobody should type twice what is refused then.
    const weakness = weaknessOf(first)
    if (weakness !== undefined) complain(`Too weak: ${weakness}.`)
    else if (first === (await ask('Once more: '))) return first
    else complain('The two differ.')
  }
  throw new UsageError(`no passphrase for ${holder} after ${ATTEMPTS} attempts`)
}

function weaknessOf(passphrase: string): string | undefined {
  try {
    requireStrongEnough(passphrase)
    return undefined
  } catch (cause) {
    if (cause instanceof CustodyError && cause.code === 'PASSPHRASE_TOO_WEAK') return cause.message
    throw cause
  }
}

/**
 * One line that nobody is to see, such as a NIK: typed without being shown, or the first of standard input.
 * @throws UsageError when there is none
 */
export async function askHidden(prompt: string): Promise<string> {
  if (process.stdin.isTTY) return await typed(prompt)
  const line = await linesOfInput()()
  if (line === undefined) throw new UsageError('standard input is empty')
  return line
}

function linesOfInput(): () => Promise<string | undefined> {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]()
  return async () => {
    const { value, done } = await lines.next()
    return done === true ? undefined : value
  }
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
