// A request for a signature as an agency's application sends it: the samples, or any PDF in a
// sample's place.

import { present } from '@tapis/pki'
import { PASSPHRASE, SAMPLES, type SampleName, sample } from '../../support/samples.ts'
import type { StagedCity } from './city.ts'
import { type Answer, type Sent, send } from './request.ts'

interface Posted {
  readonly name: SampleName
  /** Default: the sample's own PDF. */
  readonly pdf?: Uint8Array
  /** Fields of the request instead of the sample's own; `undefined` leaves one out. */
  readonly changes?: Readonly<Record<string, unknown>>
  readonly idempotencyKey?: string
  readonly signal?: AbortSignal
}

const BOUNDARY = 'tapis-bench-7d1c0f'
const samples = new Map(SAMPLES.map((name) => [name, sample(name)]))

/** The samples in turn, so that concurrent requests spread over the three signers. */
export function sampleAt(index: number): SampleName {
  return SAMPLES[index % SAMPLES.length] ?? 'dpmptsp-izin'
}

export function postSigning(city: StagedCity, posted: Posted): Promise<Answer> {
  return send(signingRequest(city, posted))
}

/** The whole request, which can be sent as often as wanted. */
export function signingRequest(city: StagedCity, posted: Posted): Sent {
  const { name, pdf, changes = {}, idempotencyKey, signal } = posted
  const original = samples.get(name) ?? sample(name)
  const request = {
    ...original.request,
    signer: { nik: original.signer.nik, passphrase: PASSPHRASE },
    ...changes,
  }
  return {
    port: city.apiPort,
    path: '/v1/documents',
    method: 'POST',
    headers: {
      authorization: city.authorization(original.request.agency),
      accept: 'application/json',
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
    },
    body: multipart(pdf ?? original.pdf, JSON.stringify(request)),
    ...present({ signal }),
  }
}

/** RFC 7578. The file comes last, so that a body can be cut in the middle of it. */
function multipart(pdf: Uint8Array, request: string): Buffer {
  const part = (disposition: string, type: string) =>
    `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n`
  return Buffer.concat([
    Buffer.from(`${part('name="request"', 'application/json')}${request}\r\n`),
    Buffer.from(part('name="file"; filename="berkas.pdf"', 'application/pdf')),
    pdf,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ])
}

/** `201`, `422 PDF_DAMAGED (LIMIT_EXCEEDED)`, `cut`. */
export function statusAndCode({ status, body }: Answer): string {
  if (status === 'cut' || status < 400) return `${status}`
  const text = body.toString('utf8')
  const code = /"code":\s*"(\w+)"/.exec(text)?.[1]
  const [reason = ''] = / \([A-Z][A-Z_]+\)/.exec(text) ?? []
  return code === undefined ? `${status}` : `${status} ${code}${reason}`
}

/** What a 201 says of the document. @throws Error when the answer is no such thing */
export function signedDocument(answer: Answer): { readonly code: string; readonly sha256: string } {
  const { code, sha256 }: { code?: unknown; sha256?: unknown } = JSON.parse(
    answer.body.toString('utf8') || '{}',
  )
  if (answer.status !== 201 || typeof code !== 'string' || typeof sha256 !== 'string')
    throw new Error(`expected a signed document, found ${statusAndCode(answer)}`)
  return { code, sha256 }
}
