// A whole signer for tests, on a city: real keys, a real database and a folder. Nothing is mocked.
import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, findInstallation } from '@tapis/db'
import { parsePortalOrigin } from '@tapis/qr-seal'
import { createSignerApp } from '../app.ts'
import { createPublication } from '../setup/publication.ts'
import type { SignerDeps } from '../signer-deps.ts'
import { openFolderStore } from '../store/folder-store.ts'
import { createTimestampAuthority, installationPolicy, LocalTimestampAuthority } from '../timestamp/index.ts'
import { openUploadFolder } from '../uploads/upload.ts'
import { createPdfThreads } from '../work/pdf-threads.ts'
import { official, startCity, type TestCity } from './city.ts'

/**
 * Starting a thread takes a while: all signers of a test file share them. They keep no process from
 * ending.
 */
const pdfThreads = createPdfThreads({ threads: 2 })

export type Harness = Awaited<ReturnType<typeof startSigner>>
/** Replaces dependencies of the application. */
export type Replace = (deps: SignerDeps) => Partial<SignerDeps>

/** A city and a signer on it; `close` ends both. */
export async function startSigner(
  options: { readonly database?: Database; readonly replace?: Replace } = {},
) {
  const city = await startCity(options.database)
  const signer = await signerOn(city, options.replace)
  return {
    ...city,
    ...signer,
    async close() {
      await city.close()
      await signer.close()
    },
  }
}

/** A signer with a folder and a log of its own; `close` removes the folder. */
export async function signerOn(city: TestCity, replace: Replace = () => ({})) {
  const { clock, authority, personalData, application } = city
  const { db } = city.database
  const folder = await mkdtemp(join(tmpdir(), 'tapis-signer-'))
  const documents = join(folder, 'documents')
  const documentStore = await openFolderStore(documents)
  await documentStore.claim(randomUUID())
  const log: string[] = []
  const responder = createTimestampAuthority({
    custodian: authority.timestampCustodian,
    clock,
    policy: installationPolicy((await findInstallation(db)).id),
  })
  const base: SignerDeps = {
    db,
    documentStore,
    uploads: await openUploadFolder(join(folder, 'uploads')),
    pdfThreads,
    timestampAuthority: new LocalTimestampAuthority(responder),
    timestampResponder: responder,
    personalData,
    portalOrigin: parsePortalOrigin('https://periksa.tte.example'),
    apiOrigin: 'https://api.tte.example',
    clientAddress: (c) => c.req.header('x-forwarded-for') ?? '203.0.113.9',
    publication: createPublication({ db, authority, clock }),
    clock,
    randomBytes,
    logger: (entry) => log.push(JSON.stringify(entry)),
  }
  const deps: SignerDeps = { ...base, ...replace(base) }
  const app = createSignerApp(deps)

  const before = await city.rowCounts()

  return {
    app,
    deps,
    /** Folder of the document store. */
    documents,
    log,
    /** The request that succeeds, to be changed by each test. */
    request: {
      agency: 'dinkes',
      documentType: 'Surat Izin Praktik',
      number: '503/0001/SIP/2026',
      title: 'Surat izin praktik dokter',
      facts: [{ label: 'Nama', value: 'CONTOH PEMOHON' }],
      signer: { nik: official.nik, passphrase: official.passphrase },
      place: { page: 1, x: 300, y: 60, width: 220, height: 90 },
    },
    /** POST /v1/documents as the first application. */
    post: (file: Uint8Array<ArrayBuffer>, request: unknown, headers: Record<string, string> = {}) =>
      app.request('/v1/documents', {
        method: 'POST',
        body: formOf(file, JSON.stringify(request)),
        headers: { authorization: application.basic, ...headers },
      }),
    get: (path: string, headers: Record<string, string> = {}) =>
      app.request(path, { headers: { authorization: application.basic, ...headers } }),
    /** How much was recorded and stored since this signer began. */
    async counts() {
      const rows = await city.rowCounts()
      const files = await Array.fromAsync(deps.documentStore.list())
      return {
        documents: rows.documents - before.documents,
        signatures: rows.signatures - before.signatures,
        idempotencyKeys: rows.idempotencyKeys - before.idempotencyKeys,
        files: files.length,
        unfinished: (await Array.fromAsync(deps.documentStore.listUnfinished())).length,
      }
    },
    close: () => rm(folder, { recursive: true, force: true }),
  }
}

export function formOf(file: Uint8Array<ArrayBuffer>, request: string): FormData {
  const form = new FormData()
  form.set('file', new File([file], 'surat.pdf', { type: 'application/pdf' }))
  form.set('request', request)
  return form
}
