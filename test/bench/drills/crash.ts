// Power is cut in the middle of signing. What was answered must be there afterwards, and a request
// that is sent again must not make a second document.

import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { present } from '@tapis/pki'
import { sample } from '../../support/samples.ts'
import { type Engine, type StagedCity, stageCity } from '../staged/city.ts'
import { countsOf } from '../staged/clients.ts'
import { stagePostgres } from '../staged/postgres.ts'
import { type Answer, send } from '../staged/request.ts'
import { postSigning, sampleAt, signedDocument, statusAndCode } from '../staged/signing.ts'
import { ms } from '../staged/table.ts'
import { countPdfs } from './data-folder.ts'
import { answersInWords, type Drill, type Outcome, publicPage, type Staging } from './drill.ts'

const CLIENTS = 16
const ANSWERS_BEFORE = 24
const MOST_MILLISECONDS = 60_000

/** One request, its key, and what came of it. */
interface Asked {
  readonly request: number
  answer?: Answer
}

export const crash: Drill = {
  letter: 'f',
  title: 'killed at work',
  async *run(staging) {
    yield await crashOn('PGlite', staging)
    await using postgres = await stagePostgres()
    yield await crashOn('PostgreSQL', staging, await postgres.createDatabase())
  },
}

async function crashOn(
  engine: Engine,
  { root, limitSeconds }: Staging,
  databaseUrl?: string,
): Promise<Outcome> {
  await using city = await stageCity({ root, ...present({ databaseUrl }) })
  const first = await city.serve()
  await publicPage(city)
  const asked = await askUntilKilled(city, first.kill)
  const second = await city.serve()
  try {
    const answered = asked.filter(({ answer }) => answer?.status === 201)
    const kept = await Promise.all(answered.map((one) => isKept(city, one)))
    const again = await askAgain(city, asked, limitSeconds)
    return {
      what: `SIGKILL while ${CLIENTS} clients sign, ${engine}`,
      happened: [
        `before: ${answersInWords(asked.flatMap(({ answer }) => answer ?? []))}`,
        `opened again after ${ms(second.startMilliseconds)}`,
        `${kept.filter((is) => is).length} of ${answered.length} signed documents are there, digest and all`,
        `sent again with their keys: ${again}`,
        `${await countPdfs(city.dataFolder)} PDFs in the folder`,
      ],
    }
  } finally {
    await second.kill()
  }
}

/** Kills when some are answered and the next ones are at work; every request until then. */
async function askUntilKilled(city: StagedCity, kill: () => Promise<void>): Promise<readonly Asked[]> {
  const asked: Asked[] = []
  let answered = 0
  let killing: Promise<void> | undefined
  const patience = setTimeout(() => {
    killing ??= kill()
  }, MOST_MILLISECONDS)
  const client = async () => {
    while (killing === undefined) {
      const one: Asked = { request: asked.length }
      asked.push(one)
      one.answer = await post(city, one.request)
      if (one.answer.status === 201) answered++
      if (answered >= ANSWERS_BEFORE) killing ??= kill()
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  clearTimeout(patience)
  await killing
  return asked
}

function post(city: StagedCity, request: number): Promise<Answer> {
  return postSigning(city, { name: sampleAt(request), idempotencyKey: `drill-${request}` })
}

async function isKept(city: StagedCity, { request, answer }: Asked): Promise<boolean> {
  if (answer === undefined) return false
  const { code, sha256 } = signedDocument(answer)
  const file = await send({
    port: city.apiPort,
    path: `/v1/documents/${code}/file`,
    headers: { authorization: city.authorization(sample(sampleAt(request)).request.agency) },
  })
  return file.status === 200 && createHash('sha256').update(file.body).digest('hex') === sha256
}

/**
 * A key that was reserved before the crash is held until its lease ends, so that it is tried until
 * then.
 */
async function askAgain(city: StagedCity, asked: readonly Asked[], limitSeconds: number): Promise<string> {
  const end = performance.now() + limitSeconds * 1000
  const outcomes: string[] = []
  for (const { request, answer } of asked) {
    let first = await post(city, request)
    while (first.status === 409 && performance.now() < end) {
      await delay(1_000)
      first = await post(city, request)
    }
    const second = await post(city, request)
    outcomes.push(outcomeOf(answer, first, second))
  }
  return countsOf(outcomes)
}

function outcomeOf(before: Answer | undefined, first: Answer, second: Answer): string {
  if (first.status !== 201 || second.status !== 201) return statusAndCode(first)
  const codes = [before, first, second].flatMap((answer) =>
    answer?.status === 201 ? [signedDocument(answer).code] : [],
  )
  if (new Set(codes).size > 1) return 'ANOTHER DOCUMENT'
  return before?.status === 201 ? 'the same document' : 'one document, for a request that was cut'
}
