// A city for measuring: onboarded by the operator's command into a folder of its own, served as
// often as a drill wants.

import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PASSPHRASE, SAMPLES, sample } from '../../support/samples.ts'
import { freePort } from '../../support/service.ts'
import { untilTheEnd } from './at-the-end.ts'
import { run, type Serving, serve } from './serving.ts'

export type Engine = 'PGlite' | 'PostgreSQL'

export interface StagedCity extends AsyncDisposable {
  readonly dataFolder: string
  readonly apiPort: number
  readonly portalPort: number
  /** The `Authorization` header of an agency's application. */
  readonly authorization: (agency: string) => string
  /**
   * Starts `tapis serve`; with another database than onboarding had, if one is given (`''`:
   * PGlite).
   */
  readonly serve: (databaseUrl?: string) => Promise<Serving>
}

/** `root` is the checkout under test; `databaseUrl` empty or absent: PGlite in the data folder. */
export async function stageCity({
  root,
  databaseUrl = '',
}: {
  readonly root: string
  readonly databaseUrl?: string
}): Promise<StagedCity> {
  const folder = await mkdtemp(join(tmpdir(), 'tapis-bench-'))
  const end = untilTheEnd(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }))
  try {
    const dataFolder = join(folder, 'data')
    const plan = join(folder, 'city.json')
    await writeFile(plan, PLAN)
    const [apiPort, portalPort] = [await freePort(), await freePort()]
    const flags = [
      ...['--data', dataFolder],
      ...['--api-port', `${apiPort}`],
      ...['--portal-port', `${portalPort}`],
    ]
    // Both origins always: they go into certificates and QR codes, and a service may refuse to
    // guess them.
    const environment = (url: string) => ({
      DATABASE_URL: url,
      TAPIS_API_ORIGIN: `http://localhost:${apiPort}`,
      TAPIS_PORTAL_ORIGIN: `http://localhost:${portalPort}`,
    })
    const onboarded = await run(
      { root, parameters: ['onboard', plan, ...flags], environment: environment(databaseUrl) },
      SAMPLES.map(() => `${PASSPHRASE}\n`).join(''),
    )
    const credentials = credentialsIn(onboarded)
    return {
      dataFolder,
      apiPort,
      portalPort,
      authorization: (agency) => `Basic ${Buffer.from(credentials.get(agency) ?? '').toString('base64')}`,
      serve: (url = databaseUrl) =>
        serve({ root, parameters: ['serve', ...flags], environment: environment(url) }, [
          apiPort,
          portalPort,
        ]),
      [Symbol.asyncDispose]: async () => await end[Symbol.asyncDispose](),
    }
  } catch (error) {
    await end[Symbol.asyncDispose]()
    throw error
  }
}

/** The samples' agencies, with no key that any checkout's `tapis onboard` could refuse. */
const PLAN = JSON.stringify({
  agencies: SAMPLES.map(sample).map(({ request: { agency }, signer: { nik, name, position } }) => ({
    id: agency,
    name: `Instansi ${agency}`,
    shortName: agency.toUpperCase(),
    applications: ['Aplikasi uji'],
    signers: [{ nik, name, position }],
    // What the sample of this agency asks for.
    templates: agency === 'bpprd' ? [{ name: 'sppt', page: 1, x: 314, y: 316, width: 208, height: 76 }] : [],
  })),
})

/** `tapis onboard` prints each credential once. */
function credentialsIn(output: string): ReadonlyMap<string, string> {
  const found = output.matchAll(/^(\w+): application .*: Basic (\S+)$/gm)
  return new Map([...found].map(([, agency = '', credential = '']) => [agency, credential]))
}
