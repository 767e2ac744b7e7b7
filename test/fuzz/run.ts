// One run of the fuzzer: so many broken files, all from one seed of chance.
import { type ValidationReport, validatePdf } from '@tapis/pades/validate'
import { type Mutation, mutations } from './mutations.ts'
import { complaintsOf, type Original, originalOf, type Trust } from './properties.ts'
import { Random } from './random.ts'
import type { Seed } from './seeds.ts'

/** One file that was broken, and how. */
interface Run {
  readonly run: number
  readonly seed: string
  readonly mutations: readonly string[]
  readonly bytes: Uint8Array
}

interface Failure extends Run {
  readonly complaints: readonly string[]
}

interface Subject extends Original {
  readonly name: string
  readonly trust: Trust
}

const MOST_MUTATIONS = 3

/**
 * @param runs how many files are broken
 * @param seed of chance: the same one breaks the same seeds in the same way
 * @param ours trust for the files that are made here
 */
export async function fuzz(
  seeds: readonly Seed[],
  ours: Trust,
  {
    runs,
    seed,
    onRun,
  }: { readonly runs: number; readonly seed: number; readonly onRun?: (run: Run) => void },
): Promise<readonly Failure[]> {
  const subjects: Subject[] = []
  for (const { name, bytes, isOurs } of seeds) {
    subjects.push({ name, ...originalOf(bytes, isOurs), trust: isOurs ? ours : await ownTrust(bytes) })
  }
  const random = new Random(seed)
  const failures: Failure[] = []
  for (let run = 0; run < runs; run++) {
    const subject = random.pick(subjects)
    const other = random.pick(subjects)
    const chosen = chooseMutations(random)
    const bytes = chosen.reduce<Uint8Array>(
      (before, { apply }) => (before.length < 16 ? before : apply(before, random, other.bytes)),
      subject.bytes,
    )
    const complaints = await complaintsOf(bytes, [subject, other], subject.trust)
    const done = { run, seed: subject.name, mutations: chosen.map(({ name }) => name), bytes }
    if (complaints.length > 0) failures.push({ ...done, complaints })
    onRun?.(done)
  }
  return failures
}

function chooseMutations(random: Random): readonly Mutation[] {
  return Array.from({ length: 1 + random.below(MOST_MUTATIONS) }, () => random.pick(mutations))
}

/**
 * The certificates of the file's own signatures as anchors, at the time that the first one claims.
 */
async function ownTrust(bytes: Uint8Array): Promise<Trust> {
  const fallback = new Date('2020-01-01T00:00:00Z')
  const report: ValidationReport = await validatePdf(bytes, { trustAnchors: [], at: fallback })
  const claimed = report.signatures.find(({ claimedSigningTime }) => claimedSigningTime !== undefined)
  return {
    anchors: report.signatures.flatMap(({ certificates }) => [...certificates]),
    at: new Date((claimed?.claimedSigningTime ?? fallback).getTime() + 3_600_000),
  }
}
