// How a real service behaves under load, on both engines, beside what this machine can do at most.
// `pnpm bench:service [--root FOLDER]… [--seconds 5] [--engine PGlite|PostgreSQL] [--json]`; each
// FOLDER is a checkout, to compare them in one sitting. Reads /proc, so on Linux only.

import { availableParallelism, loadavg } from 'node:os'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { present } from '@tapis/pki'
import { type Engine, stageCity } from './staged/city.ts'
import type { Hammered } from './staged/hammer.ts'
import { type Measured, measureService } from './staged/measure-service.ts'
import { stagePostgres } from './staged/postgres.ts'
import { markdownTable, mb, ms } from './staged/table.ts'

const { values: flags } = parseArgs({
  options: {
    root: { type: 'string', multiple: true, default: [resolve(import.meta.dirname, '../..')] },
    seconds: { type: 'string', default: '5' },
    engine: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})
const roots = flags.root.map((folder) => resolve(folder))
const seconds = Number(flags.seconds)
if (!(seconds >= 1 && seconds <= 120)) throw new TypeError('--seconds must be from 1 to 120')
const engines = (['PGlite', 'PostgreSQL'] as const).filter(
  (engine) => flags.engine === undefined || flags.engine === engine,
)
if (engines.length === 0) throw new TypeError('--engine must be PGlite or PostgreSQL')

interface Result extends Measured {
  readonly engine: Engine
  readonly root: string
  /**
   * Processes that want a core, over the last minute: on a machine that others use, the times say
   * little and the ratios more.
   */
  readonly load: number
}

const results: Result[] = []
for (const engine of engines) {
  for (const root of roots) {
    const measured = await measure(engine, root)
    const result = { engine, root, load: loadavg()[0] ?? Number.NaN, ...measured }
    results.push(result)
    if (!flags.json) console.log(section(result))
  }
}
if (flags.json) console.log(JSON.stringify({ node: process.versions.node, seconds, results }, null, 2))

async function measure(engine: Engine, root: string): Promise<Measured> {
  await using postgres = engine === 'PostgreSQL' ? await stagePostgres() : undefined
  const databaseUrl = await postgres?.createDatabase()
  await using city = await stageCity({ root, ...present({ databaseUrl }) })
  const serving = await city.serve()
  try {
    return await measureService(city, serving, seconds)
  } finally {
    await serving.stop()
  }
}

function section(result: Result): string {
  const { engine, root, load } = result
  const machine = `Node ${process.versions.node}, ${availableParallelism()} cores, load ${load.toFixed(1)}`
  const title = `## ${engine}${roots.length > 1 ? `, ${root}` : ''}`
  return `${title}\n\n${machine}\n\n${cellTable(result)}\n\n${memoryTable(result)}\n`
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
