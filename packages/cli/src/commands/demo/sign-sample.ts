// An agency's application, as small as it can be: one POST to sign, one GET for the file.

import { type DocumentCode, parseDocumentCode } from '@tapis/qr-seal'

export interface PostedDocument {
  readonly code: DocumentCode
  readonly verifyUrl: string
  readonly file: Uint8Array
}

export interface DocumentToPost {
  /** `id:secret` of the application. */
  readonly credential: string
  readonly idempotencyKey: string
  readonly pdf: Uint8Array
  readonly request: Readonly<Record<string, unknown>>
}

/** Signs one document. @throws Error with the problem's code and sentence when the API refuses. */
export async function postDocument(api: string, document: DocumentToPost): Promise<PostedDocument> {
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
