// A file of 100 MB, signed from file to file: how much memory that takes beside an idle process. In
// a process of its own.

import { spawnSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { printRow } from './measure.ts'

const HUNDRED_MEGABYTES = 100 * 1024 * 1024
const MOST_MEGABYTES = 64

export function benchFileToFile(): void {
  const folder = mkdtempSync(join(tmpdir(), 'tapis-bench-'))
  try {
    const input = join(folder, 'besar.pdf')
    writeLargePdf(input)
    const measured = (work: string) => {
      const script = fileURLToPath(new URL('./sign-file-process.ts', import.meta.url))
      const ran = spawnSync(process.execPath, [script, work, input, join(folder, 'keluaran.pdf')], {
        encoding: 'utf8',
      })
      if (ran.status !== 0) throw new Error(ran.stderr)
      return Number(ran.stdout)
    }
    const idle = measured('idle')
    const above = (measured('sign') - idle) / 1024
    printRow('100 MB, file to file: memory above idle', `${above.toFixed(0)} MB`, {
      text: `at most ${MOST_MEGABYTES} MB`,
      isReached: above <= MOST_MEGABYTES,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** One page, and a stream that nothing draws. */
function writeLargePdf(path: string): void {
  const file = openSync(path, 'w')
  let offset = 0
  const write = (bytes: string | Uint8Array) => {
    offset += writeSync(file, typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes)
  }
  const offsets: number[] = []
  const object = (text: string) => {
    offsets.push(offset)
    write(`${offsets.length} 0 obj\n${text}`)
  }
  write('%PDF-1.7\n')
  object('<</Type/Catalog/Pages 2 0 R>>\nendobj\n')
  object('<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 300 400]>>\nendobj\n')
  object('<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n')
  object(`<</Length ${HUNDRED_MEGABYTES}>>\nstream\n`)
  const block = new Uint8Array(1024 * 1024).fill(0x20)
  for (let written = 0; written < HUNDRED_MEGABYTES; written += block.length) write(block)
  write('\nendstream\nendobj\n')
  const start = offset
  const entries = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  write(
    `xref\n0 5\n0000000000 65535 f \n${entries}trailer\n<</Root 1 0 R/Size 5>>\nstartxref\n${start}\n%%EOF\n`,
  )
  closeSync(file)
}
