// Writes to standard output so that no loss goes unnoticed: a script that was given half of the
// lines must not see status 0.

import { fstatSync, writeFileSync } from 'node:fs'

/** A shell tells the end by SIGPIPE (13) as 128 + 13. Node ignores the signal itself. */
const READER_IS_GONE = 141

/**
 * Returns the function that writes a line. When one cannot be written, the process ends: quietly
 * with status 141 when whoever read it has gone (`tapis verify … | head -1`), with a line on
 * standard error and status 1 otherwise (a disk that is full).
 */
export function openStandardOutput(complain: (line: string) => void): (line: string) => void {
  const end = (error: unknown): never => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    if (code === 'EPIPE') process.exit(READER_IS_GONE)
    complain(`tapis: standard output cannot be written (${code})`)
    process.exit(1)
  }
  if (isStream(process.stdout.fd)) {
    process.stdout.on('error', end)
    return (line) => process.stdout.write(`${line}\n`)
  }
  return (line) => {
    try {
      // Node's own stream for files takes a short write, as of the last bytes of a disk, for a
      // whole one.
      writeFileSync(process.stdout.fd, `${line}\n`)
    } catch (error) {
      end(error)
    }
  }
}

/**
 * Says whether Node's stream is needed: pipes, sockets and terminals may be busy for a moment
 * (EAGAIN), which only it waits for.
 */
function isStream(descriptor: number): boolean {
  const status = fstatSync(descriptor)
  return status.isFIFO() || status.isSocket() || process.stdout.isTTY
}
