// A bounded run of the fuzzer, always the same one; `pnpm fuzz --runs N --seed S` goes on from
// there.

import { validationTime } from '@tapis/testing/pdf'
import { beforeAll, describe, expect, it } from 'vitest'
import { mutations } from './mutations.ts'
import { complaintsOf, originalOf } from './properties.ts'
import { Random } from './random.ts'
import { fuzz } from './run.ts'
import { fuzzCity, type Seed, seedsOf } from './seeds.ts'

const SEED = 20_260_314
const RUNS = 1500

let seeds: readonly Seed[]
let trust: { readonly anchors: readonly Uint8Array[]; readonly at: Date }

beforeAll(async () => {
  const city = await fuzzCity()
  seeds = await seedsOf(city)
  trust = { anchors: [city.root.der], at: validationTime }
})

describe('files that are broken at random', () => {
  it('pass as they are, so that the breaking is what keeps them from it', async () => {
    for (const { bytes } of seeds) {
      const grown = new Uint8Array([...bytes, 0x25, 0x0a])
      expect(await complaintsOf(bytes, [originalOf(bytes, true)], trust)).toEqual([])
      expect(await complaintsOf(grown, [originalOf(bytes, true)], trust)).toEqual([])
      // As if nothing of it had been signed: the property is able to fail.
      expect(await complaintsOf(bytes, [originalOf(bytes.subarray(1), true)], trust)).not.toEqual([])
    }
  })

  it.each(mutations)('are other files by $name', ({ apply }) => {
    const random = new Random(SEED)
    const [one, two] = seeds
    if (one === undefined || two === undefined) throw new TypeError('there are no seeds')
    const results = Array.from({ length: 40 }, () => apply(one.bytes, random, two.bytes))
    expect(results.some((bytes) => Buffer.compare(bytes, one.bytes) !== 0)).toBe(true)
  })

  it(`get a report, and none passes that nobody signed (${RUNS} runs, seed ${SEED})`, async () => {
    console.log(`fuzz: ${RUNS} runs, --seed ${SEED}`)
    const failures = await fuzz(seeds, trust, { runs: RUNS, seed: SEED })
    expect(
      failures.map(({ run, seed, mutations, complaints }) =>
        [run, seed, ...mutations, ...complaints].join('; '),
      ),
    ).toEqual([])
  })
})
