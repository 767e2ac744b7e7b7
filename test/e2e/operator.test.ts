// The operator's commands beside a running service, on a real PostgreSQL server: what they change
// counts from the next request on.

import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { openDatabase } from '@tapis/db'
import { startPostgres } from '@tapis/db/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type City, startCity } from '../support/city.ts'
import { PASSPHRASE, sample } from '../support/samples.ts'
import { freePort, startService } from '../support/service.ts'
import { TAPIS, tapis, tapisMeanwhile } from '../support/tapis.ts'

let postgres: Awaited<ReturnType<typeof startPostgres>>
let city: City
const folder = mkdtempSync(join(tmpdir(), 'tapis-operator-'))

beforeAll(async () => {
  postgres = await startPostgres()
  city = await startCity({ DATABASE_URL: postgres.url })
})
afterAll(async () => {
  await city?.close()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const operator = async (...words: readonly string[]) => {
  const ran = await tapisMeanwhile(words, { DATABASE_URL: postgres.url })
  expect(ran).toMatchObject({ status: 0, err: '' })
  return ran.out
}
const lines = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** Status and code of the answer to a document that would be signed. */
async function post(authorization = city.authorization('bpprd')) {
  const { pdf, request, signer } = sample('bpprd-sppt')
  const body = new FormData()
  body.set('file', new File([pdf], 'sppt.pdf', { type: 'application/pdf' }))
  body.set('request', JSON.stringify({ ...request, signer: { nik: signer.nik, passphrase: PASSPHRASE } }))
  const response = await fetch(`${city.service.apiOrigin}/v1/documents`, {
    method: 'POST',
    headers: { Authorization: authorization, Accept: 'application/json' },
    body,
  })
  const { code } = await response.json()
  return response.status === 201 ? 201 : code
}

describe('beside a running service', () => {
  it('a suspended signer is refused at once, and signs again when resumed', async () => {
    const [{ id }] = lines(await operator('signer', 'list', '--agency', 'bpprd', '--json'))
    expect(await post()).toBe(201)
    await operator('signer', 'suspend', id)
    expect(await post()).toBe('SIGNER_NOT_FOUND')
    // Suspended once, recorded once.
    await operator('signer', 'suspend', id)
    await operator('signer', 'resume', id)
    expect(await post()).toBe(201)
    const recorded = lines(await operator('events', '--agency', 'bpprd', '--json'))
    const about = recorded.filter(({ kind }) => /^signer\.(suspend|resume)$/.test(kind))
    expect(about).toMatchObject([
      { kind: 'signer.suspend', actor: 'operator', outcome: 'done', signerId: id, changed: ['status'] },
      { kind: 'signer.resume', actor: 'operator', outcome: 'done', signerId: id, changed: ['status'] },
    ])
  })

  it('a disabled application is refused at once, and calls again when enabled', async () => {
    const [{ id }] = lines(await operator('application', 'list', '--agency', 'bpprd', '--json'))
    await operator('application', 'disable', id)
    expect(await post()).toBe('UNAUTHENTICATED')
    expect(await operator('application', 'list')).toMatch(new RegExp(`^${id}  bpprd +dinonaktifkan `, 'm'))
    await operator('application', 'enable', id)
    expect(await post()).toBe(201)
    const out = await operator('events', '--kind', 'application.disable')
    expect(out).toMatch(
      new RegExp(`WIB application\\.disable +done +operator \\S+ +bpprd +aplikasi=${id} `, 'm'),
    )
  })

  it('a changed position is printed from then on', async () => {
    const { signer, request } = sample('disdukcapil-kk')
    const agency = request.agency
    const plan = join(folder, 'moved.json')
    const moved = { ...signer, agency: undefined, position: 'Plt. Kepala Dinas Contoh' }
    writeFileSync(
      plan,
      JSON.stringify({
        agencies: [
          { id: agency, name: `Instansi ${agency}`, shortName: agency.toUpperCase(), signers: [moved] },
        ],
      }),
    )
    const data = join(city.folder, 'data')
    const port = ['--api-port', new URL(city.service.apiOrigin).port]
    expect(await operator('onboard', plan, '--local', '--data', data, ...port)).toContain('(position)')
    const { code } = await city.post('disdukcapil-kk')
    const page = await fetch(`${city.service.portalOrigin}/V/${code}`)
    expect(await page.text()).toContain('Plt. Kepala Dinas Contoh')
  })
})

describe('tapis onboard that is cut off while it writes', () => {
  it.each(['killed', 'disconnected'])('leaves nothing of its plan when it is %s', async (how) => {
    const url = await postgres.createDatabase()
    const plan = join(folder, `${how}.json`)
    const agency = { id: 'dinkes', name: 'Dinas Contoh', shortName: 'DINKES', applications: ['Perizinan'] }
    writeFileSync(plan, JSON.stringify({ agencies: [agency] }))
    const parameters = ['onboard', plan, '--local', '--data', join(folder, how)]
    // Everything but the plan is there.
    const empty = join(folder, 'empty.json')
    writeFileSync(empty, JSON.stringify({ agencies: [] }))
    expect(tapis(parameters.with(1, empty), { DATABASE_URL: url })).toMatchObject({ status: 0 })

    const database = await openDatabase({ url })
    const { db } = database
    const waiting = "pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    try {
      await db.transaction(async (tx) => {
        // The agency is written, and its application waits.
        await tx.execute('lock table applications in share row exclusive mode')
        const [node = '', main = ''] = TAPIS
        const env = { ...process.env, DATABASE_URL: url }
        const child = spawn(node, [main, ...parameters], { env, stdio: ['ignore', 'pipe', 'pipe'] })
        const told = { err: '' }
        child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
          told.err += chunk
        })
        const ended = new Promise((resolve) => child.once('exit', resolve))
        while ((await count(db, waiting)) === 0) await delay(50)
        if (how === 'killed') child.kill('SIGKILL')
        else await db.execute(`select pg_terminate_backend(pid) from ${waiting}`)
        expect(await ended).toBe(how === 'killed' ? null : 1)
        expect(told.err).toMatch(how === 'killed' ? /^$/ : /^tapis onboard: OUTCOME_UNKNOWN: .*\n$/)
      })
      // The server notices the end of a client when it next speaks to it.
      while (
        (await count(db, 'pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()')) >
        1
      )
        await delay(50)
      expect(await count(db, 'agencies')).toBe(0)
      expect(await count(db, 'events')).toBe(0)
    } finally {
      await database.close()
    }
    expect(tapis(parameters, { DATABASE_URL: url })).toMatchObject({
      status: 0,
      out: expect.stringContaining('dinkes: new agency'),
    })
  })

  type Handle = Awaited<ReturnType<typeof openDatabase>>['db']
  async function count(db: Handle, from: string): Promise<number> {
    const result: unknown = await db.execute(`select count(*)::int as found from ${from}`)
    const rows: unknown = typeof result === 'object' && result !== null && Reflect.get(result, 'rows')
    const [row]: readonly unknown[] = Array.isArray(rows) ? rows : []
    return typeof row === 'object' && row !== null ? Number(Reflect.get(row, 'found')) : Number.NaN
  }
})

describe('the demonstration', () => {
  it('stops when a real agency is registered beside it, and does not begin beside one', {
    timeout: 300_000,
  }, async () => {
    const url = await postgres.createDatabase()
    const dataFolder = join(folder, 'demo')
    const environment = { DATABASE_URL: url }
    // An installation keeps its address: a second start on other ports would be refused for that.
    const ports = { api: await freePort(), portal: await freePort() }
    const demo = await startService({ command: 'demo', dataFolder, environment, ports })
    const [agency = '', ...others] = ['bpprd', 'disdukcapil', 'dpmptsp']
    const credential = readFileSync(join(dataFolder, 'demo', `${agency}-credential`), 'utf8').trim()
    const ask = async () => {
      const headers = { Authorization: `Basic ${Buffer.from(credential).toString('base64')}` }
      return (await fetch(`${demo.apiOrigin}/v1/documents/0123456789ABCDEF`, { headers })).status
    }
    expect(await ask()).toBe(404)

    // A plan that takes one of its agencies over.
    const plan = join(folder, 'real.json')
    const real = { id: others[0], name: 'Dinas Nyata', shortName: 'NYATA', applications: ['Aplikasi'] }
    writeFileSync(plan, JSON.stringify({ agencies: [real] }))
    const port = ['--api-port', new URL(demo.apiOrigin).port]
    const onboarded = await tapisMeanwhile(
      ['onboard', plan, '--local', '--data', dataFolder, ...port],
      environment,
    )
    expect(onboarded).toMatchObject({ status: 0, err: '' })
    expect(onboarded.out).toContain('3 invented signers are suspended, 3 applications disabled')
    expect(await ask()).toBe(401)

    const signers = lines((await tapisMeanwhile(['signer', 'list', '--json'], environment)).out)
    expect(signers.map(({ status }) => status)).toEqual(['suspended', 'suspended', 'suspended'])
    const invented = signers.find((signer) => signer.agency === agency)
    expect(tapis(['signer', 'resume', invented.id], environment)).toMatchObject({
      status: 1,
      err: expect.stringContaining('DEMONSTRATION_RETIRED'),
    })
    expect(await demo.interrupt()).toBe(0)
    await expect(startService({ command: 'demo', dataFolder, environment, ports })).rejects.toThrow(
      'AGENCIES_REGISTERED',
    )
  })
})

it('is told that PGlite is in use while the service runs on it', async () => {
  const dataFolder = join(folder, 'pglite')
  const service = await startService({ command: 'serve', dataFolder })
  expect(tapis(['signer', 'list', '--data', dataFolder])).toMatchObject({
    status: 1,
    err: expect.stringContaining('DATABASE_IN_USE: the service runs on this folder: stop it first'),
  })
  expect(await service.interrupt()).toBe(0)
  expect(tapis(['signer', 'list', '--data', dataFolder])).toMatchObject({ status: 0, out: '' })
})
