// Asks for a passphrase at the terminal without showing it. No flag gives one: command lines are
// visible to every user of a machine and stay in shell histories.

import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { CustodyError, requireStrongEnough } from '@tapis/custody'
import { present } from '@tapis/pki'
import { UsageError } from '../command-line/usage-error.ts'
import type { Environment, VariableName } from '../configuration/variables.ts'
import { maskControls } from './terminal.ts'

const VARIABLE: VariableName = 'TAPIS_PASSPHRASE'

/**
 * Returns the passphrase of one's own key, from `TAPIS_PASSPHRASE` or typed. The variable set to
 * nothing is a passphrase too: keys are exported with an empty one.
 *
 * @throws UsageError when there is neither the variable nor a terminal.
 */
export async function askPassphrase(prompt: string, environment: Environment): Promise<string> {
  return environment[VARIABLE] ?? (await askAtTerminal(prompt))
}

/**
 * Returns the new passphrase of a holder. `known` is what others know of the holder: it may not be
 * made of that.
 */
export type NewPassphrases = (holder: string, known: readonly string[]) => Promise<string>

/**
 * Returns the function that asks one holder after another for a new passphrase. Its holder types it
 * twice, three times at most until it is strong and the same. Without a terminal, each is the next
 * line of standard input. No variable gives one: a single passphrase for everybody would be the
 * operator's, not under any holder's sole control (UU ITE Art. 11(1)(b)).
 *
 * The function throws UsageError when no attempt is left or standard input ends, CustodyError
 * PASSPHRASE_TOO_WEAK without a terminal.
 */
export function askNewPassphrases(): NewPassphrases {
  if (process.stdin.isTTY) {
    const complain = (line: string) => process.stderr.write(`${maskControls(line)}\n`)
    return (holder, known) => askTwice({ holder, known, ask: askAtTerminal, complain })
  }
  const nextLine = linesOfInput()
  return async (holder, known) => {
    const passphrase = await nextLine()
    if (passphrase === undefined) throw new UsageError(`standard input has no passphrase for ${holder}`)
    const refused = await refusalOf(passphrase, known)
    if (refused !== undefined) throw nameHolder(holder, refused)
    return passphrase
  }
}

const ATTEMPTS = 3

interface Choosing {
  readonly holder: string
  readonly known: readonly string[]
  /** Returns what was typed at a prompt. */
  readonly ask: (prompt: string) => Promise<string>
  readonly complain: (line: string) => void
}

/**
 * Asks until the same strong passphrase was typed twice.
 * @throws UsageError after three attempts, and what `ask` throws
 */
export async function askTwice({ holder, known, ask, complain }: Choosing): Promise<string> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const first = await ask(`New passphrase of ${holder}, typed by its holder: `)
    // It is said at once: nobody should type twice what is refused then.
    const refused = await refusalOf(first, known)
    if (refused !== undefined) complain(`${refused.message}.`)
    else if (first === (await ask('Once more: '))) return first
    else complain('The two differ.')
  }
  throw new UsageError(`no passphrase for ${holder} after ${ATTEMPTS} attempts`)
}

async function refusalOf(passphrase: string, holder: readonly string[]): Promise<CustodyError | undefined> {
  try {
    await requireStrongEnough(passphrase, { holder })
    return undefined
  } catch (cause) {
    if (cause instanceof CustodyError && cause.code === 'PASSPHRASE_TOO_WEAK') return cause
    throw cause
  }
}

/** Adds whose passphrase it was, of several holders'. */
function nameHolder(holder: string, { code, message, weakness }: CustodyError): CustodyError {
  return new CustodyError(code, `${holder}: ${message}`, present({ weakness }))
}

/**
 * Asks for a line that nobody is to see, such as a NIK: it is typed without being shown, or is the
 * first of standard input.
 * @throws UsageError when there is none
 */
export async function askHidden(prompt: string): Promise<string> {
  if (process.stdin.isTTY) return await askAtTerminal(prompt)
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

async function askAtTerminal(prompt: string): Promise<string> {
  if (!process.stdin.isTTY)
    throw new UsageError('no terminal to ask for the passphrase at: set TAPIS_PASSPHRASE')
  process.stderr.write(maskControls(prompt))
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
