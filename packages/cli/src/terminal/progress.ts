// Shows which of how many files is being worked on: a line on a terminal's standard error that is
// taken back before anything else is written, and nothing where nobody looks.

import { maskControls } from './terminal.ts'

export interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

interface Progress {
  /** Shows the file as the one that is being worked on. */
  begin(file: string): void
  /** Takes the line back. */
  clear(): void
}

const CLEAR_LINE = '\r\u001b[K'
const DEFAULT_COLUMNS = 80

/** Returns the progress of `total` files; a single one is not worth a line. */
export function showProgress(total: number, stream: ProgressStream = process.stderr): Progress {
  if (stream.isTTY !== true || total < 2) return { begin: () => {}, clear: () => {} }
  let begun = 0
  return {
    begin(file) {
      begun += 1
      const counter = `[${String(begun).padStart(String(total).length)}/${total}] `
      // One column is left free: a full line would wrap, and could not be taken back.
      // A terminal that does not know its width says 0.
      const room = Math.max(8, (stream.columns || DEFAULT_COLUMNS) - counter.length - 1)
      const name = maskControls(file)
      stream.write(`${CLEAR_LINE}${counter}${name.length <= room ? name : `…${name.slice(1 - room)}`}`)
    },
    clear() {
      stream.write(CLEAR_LINE)
    },
  }
}
