// Hostile and unlucky days, staged against real services. `pnpm drills [--root FOLDER] [--only a,c]
// [--limit 130] [--files 20000] [--documents 3,4] [--json]`; FOLDER is another checkout. A drill
// never fails the run: it tells what happened. Reads /proc, so on Linux only.

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { anchorSearches } from './drills/anchor-searches.ts'
import { crash } from './drills/crash.ts'
import { type Drill, failedDrill, type Staging } from './drills/drill.ts'
import { halfSent } from './drills/half-sent.ts'
import { hostileDocuments } from './drills/hostile-documents.ts'
import { manyAtOnce } from './drills/many-at-once.ts'
import { manyFiles } from './drills/many-files.ts'
import { stoppedAtWork } from './drills/stopped-at-work.ts'
import { wrongDatabase } from './drills/wrong-database.ts'
import { markdownTable } from './staged/table.ts'

const DRILLS: readonly Drill[] = [
  hostileDocuments,
  manyAtOnce,
  halfSent,
  stoppedAtWork,
  anchorSearches,
  crash,
  wrongDatabase,
  manyFiles,
]

const { values: flags } = parseArgs({
  options: {
    root: { type: 'string', default: resolve(import.meta.dirname, '../..') },
    only: { type: 'string' },
    // Longer than a reserved Idempotency-Key is held.
    limit: { type: 'string', default: '130' },
    files: { type: 'string', default: '20000' },
    documents: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const staging: Staging = {
  root: resolve(flags.root),
  limitSeconds: Number(flags.limit),
  files: Number(flags.files),
  documents: flags.documents?.split(',').map(Number) ?? [],
}
if (!(staging.limitSeconds >= 1)) throw new TypeError('--limit must be seconds, at least 1')
if (!(staging.files >= 1)) throw new TypeError('--files must be a number, at least 1')
const only = flags.only?.split(',')

const rows: { readonly drill: string; readonly what: string; readonly happened: readonly string[] }[] = []
for (const { letter, title, run } of DRILLS) {
  if (only !== undefined && !only.includes(letter)) continue
  const tell = (what: string, happened: readonly string[]) => {
    rows.push({ drill: `${letter} ${title}`, what, happened })
    console.error(`${letter} ${what}: ${happened.join('; ')}`)
  }
  try {
    for await (const { what, happened } of run(staging)) tell(what, happened)
  } catch (error) {
    tell(title, failedDrill(error))
  }
}
console.log(
  flags.json
    ? JSON.stringify(rows, null, 2)
    : markdownTable(
        ['drill', 'staged', 'what happened'],
        rows.map(({ drill, what, happened }) => [drill, what, happened.join('; ')]),
      ),
)
