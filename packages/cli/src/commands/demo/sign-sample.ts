// Signs a sample through the real HTTP API, as an agency's application would: one POST to sign, one
// GET for the file. Says where the file is and how to check it.

import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { type DocumentCode, parseDocumentCode } from '@tapis/qr-seal'
import type { Configuration } from '../../configuration/configuration.ts'
import { type DemoAgency, demoPassphrase, type Sample } from './demo-city.ts'
import { drawTerminalQr } from './terminal-qr.ts'

interface SampleToSign extends Sample {
  readonly agency: DemoAgency
  readonly folder: string
  readonly credential: string
  readonly write: (line: string) => void
}

/** Signs the sample once: its idempotency key says whether it was signed before. */
export async function signSample(configuration: Configuration, sample: SampleToSign): Promise<void> {
  const { agency, folder, credential, write, pdf, request, nik } = sample
  const fingerprint = createHash('sha256').update(pdf).digest('hex').slice(0, 16)
  const { code, verifyUrl, file } = await postDocument(localApi(configuration), {
    credential,
    idempotencyKey: `demo-${agency.sample}-${fingerprint}`,
    pdf,
    request: { ...request, signer: { nik, passphrase: demoPassphrase(agency) } },
  })
  const path = join(folder, `${agency.sample}-signed.pdf`)
  await writeFile(path, file)
  write(`\n${agency.title}`)
  write(`  Berkas / file    ${resolve(path)}`)
  write(`  Periksa / verify ${verifyUrl}`)
  write(drawTerminalQr(configuration.portalOrigin, code))
}

/**
 * Returns the origin of the API on this machine: the demonstration talks to the port itself,
 * wherever the public address leads.
 */
export function localApi({ host, apiPort }: Configuration): string {
  const reachable = host === '0.0.0.0' || host === '::' || host === '127.0.0.1' ? 'localhost' : host
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${apiPort}`
}

interface PostedDocument {
  readonly code: DocumentCode
  readonly verifyUrl: string
  readonly file: Uint8Array
}

interface DocumentToPost {
  /** `id:secret` of the application. */
  readonly credential: string
  readonly idempotencyKey: string
  readonly pdf: Uint8Array
  readonly request: Readonly<Record<string, unknown>>
}

/** Signs one document. @throws Error with the problem's code and sentence when the API refuses. */
async function postDocument(api: string, document: DocumentToPost): Promise<PostedDocument> {
  const headers = { Authorization: `Basic ${Buffer.from(document.credential).toString('base64')}` }
  const body = new FormData()
  body.set('file', new File([Buffer.from(document.pdf)], 'document.pdf', { type: 'application/pdf' }))
  body.set('request', JSON.stringify(document.request))
  const response = await fetch(`${api}/v1/documents`, {
    method: 'POST',
    headers: { ...headers, 'Idempotency-Key': document.idempotencyKey },
    body,
  })
  const answer = await expectJson(response)
  const code = parseDocumentCode(String(answer['code']))
  if (code === undefined) throw new Error('the API answered without a document code')
  const file = await fetch(`${api}/v1/documents/${code}/file`, { headers })
  if (!file.ok) throw new Error(`the signed file cannot be fetched (HTTP ${file.status})`)
  return { code, verifyUrl: String(answer['verifyUrl']), file: new Uint8Array(await file.arrayBuffer()) }
}

async function expectJson(response: Response): Promise<Record<string, unknown>> {
  const answer: Record<string, unknown> = await response.json()
  if (response.ok) return answer
  throw new Error(`${String(answer['code'])}: ${String(answer['detail'])}`)
}
