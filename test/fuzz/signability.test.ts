// The property of what is said before signing: a document that is called signable, and that can be
// signed, passes once it is; whatever was done to it before. The same files that the validator is
// measured by: seeds, broken at random, attacks, files full of values, samples.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildPdf, crowdedFiles, structures } from '@tapis/testing/pdf'
import type { TestCity } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { tableFamilies } from '../attacks/families.ts'
import { makePaper } from '../attacks/paper.ts'
import { mutations } from './mutations.ts'
import { Random } from './random.ts'
import { fuzzCity, type Seed, seedsOf } from './seeds.ts'
import { type OutcomeOptions, signingOutcome } from './signing-outcome.ts'

const SEED = 20_261_124
const RUNS = 250
const MOST_MUTATIONS = 3
const CROWDED_BYTES = 256 * 1024
const root = resolve(import.meta.dirname, '../..')
/** As the service signs, and as the command line does. */
const ways: readonly OutcomeOptions[] = [
  { damage: 'refuse', isVisible: true },
  { damage: 'repair', isVisible: false },
]

let city: TestCity
let seeds: readonly Seed[]

beforeAll(async () => {
  city = await fuzzCity()
  const unsigned = structures.map(([name, shape]) => ({ name, bytes: buildPdf(shape), isOurs: true }))
  seeds = [...(await seedsOf(city)), ...unsigned]
})

/** Which of them were called signable and do not pass, and why. */
async function broken(
  files: Iterable<readonly [title: string, pdf: Uint8Array, password?: string]>,
  trusted: TestCity,
): Promise<{ readonly complaints: readonly string[]; readonly passed: number }> {
  const complaints: string[] = []
  let passed = 0
  for (const [title, pdf, password] of files) {
    for (const way of ways) {
      const options = password === undefined ? way : { ...way, password }
      const { examined, isSigned, complaint } = await signingOutcome(pdf, trusted, options)
      if (isSigned && complaint === undefined) passed += 1
      if (examined.kind === 'signable' && isSigned && complaint !== undefined) {
        complaints.push(`${title} (${way.damage}): ${complaint}`)
      }
    }
  }
  return { complaints, passed }
}

function* mutated(): Generator<readonly [string, Uint8Array]> {
  const random = new Random(SEED)
  for (let run = 0; run < RUNS; run++) {
    const seed = random.pick(seeds)
    const other = random.pick(seeds)
    const chosen = Array.from({ length: 1 + random.below(MOST_MUTATIONS) }, () => random.pick(mutations))
    const bytes = chosen.reduce<Uint8Array>(
      (before, { apply }) => (before.length < 16 ? before : apply(before, random, other.bytes)),
      seed.bytes,
    )
    yield [`run ${run}: ${seed.name}, ${chosen.map(({ name }) => name).join('; ')}`, bytes]
  }
}

function* pdfsIn(folder: string): Generator<readonly [string, Uint8Array]> {
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (path.endsWith('.pdf')) yield [path, new Uint8Array(readFileSync(join(folder, path)))]
  }
}

describe('what is called signable passes once it is signed', () => {
  it('of files of every structure, unsigned and signed', async () => {
    const { complaints, passed } = await broken(
      seeds.map(({ name, bytes }) => [name, bytes] as const),
      city,
    )
    expect(complaints).toEqual([])
    expect(passed).toBeGreaterThan(structures.length)
  })

  it(`of files that are broken at random (${RUNS} runs, seed ${SEED})`, async () => {
    const { complaints, passed } = await broken(mutated(), city)
    expect(complaints).toEqual([])
    expect(passed).toBeGreaterThan(0)
  })

  it('of attacks and what looks like them', async () => {
    const paper = await makePaper('table')
    const files: (readonly [string, Uint8Array, string?])[] = []
    for (const { attacks, twins } of tableFamilies) {
      for (const { title, make, password } of [...attacks, ...twins]) {
        const pdf = await make(paper)
        files.push(password === undefined ? [title, pdf] : [title, pdf, password])
      }
    }
    expect(await broken(files, paper.city)).toMatchObject({ complaints: [] })
  })

  it('of files full of values', async () => {
    const files = crowdedFiles.map(({ title, make }) => [title, make(CROWDED_BYTES)] as const)
    expect(await broken(files, city)).toMatchObject({ complaints: [] })
  })

  it('of the samples, all of which pass', async () => {
    const files = [...pdfsIn(join(root, 'samples'))]
    expect(await broken(files, city)).toEqual({ complaints: [], passed: files.length * ways.length })
  })

  const corpus = join(root, '../shared/corpus')
  it.skipIf(!existsSync(corpus))('of documents of others', async () => {
    expect(await broken(pdfsIn(corpus), city)).toMatchObject({ complaints: [] })
  })
})
