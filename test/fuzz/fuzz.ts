// The fuzzer on demand: pnpm fuzz --runs N --seed S. Files that break a property are kept in a
// folder, which is printed.
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { validationTime } from '@tapis/testing/pdf'
import { fuzz } from './run.ts'
import { corpusSeeds, fuzzCity, seedsOf } from './seeds.ts'

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' } } })
const runs = Number(values.runs ?? 10_000)
const seed = Number(values.seed ?? Date.now() % 1_000_000)
console.log(`${runs} runs, --seed ${seed}`)

const city = await fuzzCity()
const seeds = [...(await seedsOf(city)), ...corpusSeeds()]
const folder = mkdtempSync(join(tmpdir(), 'tapis-fuzz-'))
// Of the processor: what else the machine does must not make a file look slow.
const spent = () => process.cpuUsage().user / 1000
let before = spent()
let slowest = 0
const failures = await fuzz(
  seeds,
  { anchors: [city.root.der], at: validationTime },
  {
    runs,
    seed,
    onRun: ({ run, seed: name, mutations, bytes }) => {
      const now = spent()
      if (now - before > slowest) {
        slowest = now - before
        writeFileSync(join(folder, 'slowest.pdf'), bytes)
        console.log(`run ${run} took ${Math.round(slowest)} ms: ${name}, ${mutations.join('; ')}`)
      }
      before = spent()
      if ((run + 1) % 1000 === 0) console.log(`${run + 1} done`)
    },
  },
)
for (const { run, seed: name, mutations, complaints, bytes } of failures) {
  writeFileSync(join(folder, `${run}.pdf`), bytes)
  console.log(`run ${run}, ${name}, ${mutations.join('; ')}: ${complaints.join('; ')}`)
}
console.log(failures.length === 0 ? 'all hold' : `${failures.length} failed`, `; kept in ${folder}`)
process.exitCode = failures.length === 0 ? 0 : 1
