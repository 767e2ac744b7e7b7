// A city that was onboarded by the operator's command and serves from a folder of its own: what e2e
// and interop tests sign with.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { cityPlan, PASSPHRASE, SAMPLES, type Sample, type SampleName, sample } from './samples.ts'
import { freePort, type Service, startService } from './service.ts'
import { tapis } from './tapis.ts'

export interface SignedSample extends Sample {
  readonly code: string
  readonly signed: Uint8Array
}

export interface City {
  readonly service: Service
  /** For files of the test. */
  readonly folder: string
  /** The root certificate, DER. */
  readonly rootFile: string
  /** The `Authorization` header of an agency's application. */
  readonly authorization: (agency: string) => string
  /** Signs a sample as its agency's application would. */
  readonly post: (name: SampleName) => Promise<SignedSample>
  /** Stops the service as Ctrl-C does, and removes everything. */
  readonly close: () => Promise<void>
}

/** Onboards the samples' agencies with `tapis onboard`, and starts `tapis serve`. */
export async function startCity(environment: Readonly<Record<string, string>> = {}): Promise<City> {
  const folder = mkdtempSync(join(tmpdir(), 'tapis-city-'))
  const dataFolder = join(folder, 'data')
  const plan = join(folder, 'city.json')
  writeFileSync(plan, cityPlan())
  // Certificates name the API's address for good, so that onboarding has to know the port that will
  // be served.
  const ports = { api: await freePort(), portal: await freePort() }
  const { status, out, err } = tapis(
    ['onboard', plan, '--data', dataFolder, '--api-port', `${ports.api}`, '--local'],
    environment,
    SAMPLES.map(() => `${PASSPHRASE}\n`).join(''),
  )
  expect(err).toBe('')
  expect(status).toBe(0)
  const credentials = new Map<string, string>()
  for (const [, agency = '', credential = ''] of out.matchAll(/^(\w+): application .*: Basic (\S+)$/gm)) {
    credentials.set(agency, credential)
  }
  const service = await startService({ command: 'serve', dataFolder, ports, environment })
  const authorization = (agency: string) =>
    `Basic ${Buffer.from(credentials.get(agency) ?? '').toString('base64')}`
  return {
    service,
    folder,
    rootFile: join(dataFolder, 'trust', 'root.cer'),
    authorization,
    post: (name) => post(service, authorization, name),
    close: async () => {
      expect(await service.interrupt()).toBe(0)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function post(
  { apiOrigin }: Service,
  authorization: City['authorization'],
  name: SampleName,
): Promise<SignedSample> {
  const posted = sample(name)
  const signer = { nik: posted.signer.nik, passphrase: PASSPHRASE }
  const body = new FormData()
  body.set('file', new File([posted.pdf], `${name}.pdf`, { type: 'application/pdf' }))
  body.set('request', JSON.stringify({ ...posted.request, signer }))
  const response = await fetch(`${apiOrigin}/v1/documents`, {
    method: 'POST',
    headers: { Authorization: authorization(posted.request.agency), Accept: 'application/pdf' },
    body,
  })
  expect(response.status, response.ok ? '' : await response.text()).toBe(201)
  const code = response.headers.get('Tapis-Document-Code') ?? ''
  return { ...posted, code, signed: new Uint8Array(await response.arrayBuffer()) }
}
