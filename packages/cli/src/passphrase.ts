// Asking for a passphrase at the terminal without showing it.

import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import type { Environment } from './configuration.ts'
import { UsageError } from './usage-error.ts'

/**
 * The passphrase from `TAPIS_PASSPHRASE`, or typed at the terminal with nothing echoed. It is never a flag: command lines
 * are visible to every user of a machine and stay in shell histories.
 *
 * @throws UsageError when there is neither the variable nor a terminal.
 */
export async function askPassphrase(prompt: string, environment: Environment): Promise<string> {
  const given = environment['TAPIS_PASSPHRASE']
  if (given !== undefined) return given
  if (!process.stdin.isTTY) {
    throw new UsageError('no terminal to ask for the passphrase: set TAPIS_PASSPHRASE')
  }
  process.stderr.write(prompt)
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
