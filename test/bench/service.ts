// How a real service behaves under load, on both engines, beside what this machine can do at most. `pnpm bench:service
// [--root FOLDER] [--seconds 5] [--engine PGlite|PostgreSQL] [--json]`; FOLDER is another checkout, to compare with.

import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Engine, stageCity } from './staged/city.ts'
import type { Hammered } from './staged/hammer.ts'
import { type Measured, measureService } from './staged/measure-service.ts'
import { stagePostgres } from './staged/postgres.ts'
import { markdownTable, mb, ms } from './staged/table.ts'

const { values: flags } = parseArgs({
  options: {
    root: { type: 'string', default: resolve(import.meta.dirname, '../..') },
    seconds: { type: 'string', default: '5' },
    engine: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const root = resolve(flags.root)
const seconds = Number(flags.seconds)
if (!(seconds >= 1 && seconds <= 120)) throw new TypeError('--seconds must be from 1 to 120')
const engines = (['PGlite', 'PostgreSQL'] as const).filter(
  (engine) => flags.engine === undefined || flags.engine === engine,
)
if (engines.length === 0) throw new TypeError('--engine must be PGlite or PostgreSQL')

const results: (Measured & { readonly engine: Engine })[] = []
for (const engine of engines) {
  const measured = await measure(engine)
  results.push({ engine, ...measured })
  if (!flags.json) console.log(`## ${engine}\n\n${cellTable(measured)}\n\n${memoryTable(measured)}\n`)
}
if (flags.json) console.log(JSON.stringify({ node: process.versions.node, seconds, results }, null, 2))

async function measure(engine: Engine): Promise<Measured> {
  await using postgres = engine === 'PostgreSQL' ? await stagePostgres() : undefined
  const databaseUrl = await postgres?.createDatabase()
  await using city = await stageCity({ root, ...(databaseUrl === undefined ? {} : { databaseUrl }) })
  const serving = await city.serve()
  try {
    return await measureService(city, serving, seconds)
  } finally {
    await serving.stop()
  }
}

/** The floor of signing is Argon2id alone, of the portal a bare Hono application. */
function cellTable({ cells }: Measured): string {
  const rows = cells.map((cell) => [
    cell.what,
    cell.perSecond.toFixed(1),
    cell.floor === undefined ? '' : `${(cell.perSecond / cell.floor).toFixed(2)} of ${cell.floor.toFixed(1)}`,
    ms(cell.p50),
    ms(cell.p95),
    ms(cell.most),
    `${cell.refused}`,
    `${cell.failed}`,
    cell.meanwhile === undefined ? '' : hammered(cell.meanwhile),
  ])
  return markdownTable(
    ['', 'a second', 'floor', 'p50', 'p95', 'max', 'refused', 'failed', 'the hammer'],
    rows,
  )
}

function hammered({ answered, refused, failed, seconds }: Hammered): string {
  return `${(answered / seconds).toFixed(0)}/s answered, ${refused} refused, ${failed} failed`
}

function memoryTable({ memory }: Measured): string {
  return markdownTable(
    ['memory', 'processes', 'VmRSS', 'VmHWM'],
    memory.map(({ moment, processes, resident, highest }) => [
      moment,
      `${processes}`,
      mb(resident),
      mb(highest),
    ]),
  )
}
