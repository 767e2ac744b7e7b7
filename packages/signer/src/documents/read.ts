// GET /v1/documents/{code} and its file: for the agency that made the document. Another agency's
// code is answered like one that does not exist.
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { findDocument, type SignedDocument } from '@tapis/db'
import { sha256Hex } from '@tapis/pades/node'
import { negotiate } from '../http/accept.ts'
import { codeParameter, documentSchema, pdfContent, problemResponses } from '../openapi/schemas.ts'
import { ApiError } from '../problems/problem.ts'
import type { SignerDeps, SignerEnv } from '../signer-deps.ts'
import { parseStoreKey } from '../store/document-store.ts'
import { codeFromPath, documentView, fileResponse } from './document-view.ts'

const readRoute = createRoute({
  method: 'get',
  path: '/v1/documents/{code}',
  operationId: 'readDocument',
  tags: ['Dokumen'],
  summary: 'Catatan dokumen (what is recorded of a document)',
  security: [{ basic: [] }, { bearer: [] }],
  request: { params: codeParameter },
  responses: {
    200: { description: 'The document.', content: { 'application/json': { schema: documentSchema } } },
    ...problemResponses(['CODE_MALFORMED', 'DOCUMENT_NOT_FOUND', 'NOT_ACCEPTABLE']),
  },
})

const fileRoute = createRoute({
  method: 'get',
  path: '/v1/documents/{code}/file',
  operationId: 'readDocumentFile',
  tags: ['Dokumen'],
  summary: 'Berkas bertanda tangan (the signed file)',
  description: 'As often as it is wanted, and of a revoked document too.',
  security: [{ basic: [] }, { bearer: [] }],
  request: { params: codeParameter },
  responses: {
    200: { description: 'The signed PDF.', content: pdfContent },
    ...problemResponses([
      'CODE_MALFORMED',
      'DOCUMENT_NOT_FOUND',
      'NOT_ACCEPTABLE',
      'STORE_UNAVAILABLE',
      'DOCUMENT_FILE_MISSING',
      'DOCUMENT_FILE_ALTERED',
    ]),
  },
})

export function readRoutes(app: OpenAPIHono<SignerEnv>, deps: SignerDeps): void {
  app.openapi(readRoute, async (c) => {
    negotiate(c.req.header('accept'), ['application/json'])
    const document = await ownDocument(deps, c.get('application').agencyId, c.req.param('code'))
    c.set('documentCode', document.code)
    return c.json(documentView(deps.portalOrigin, document), 200)
  })

  app.openapi(fileRoute, async (c) => {
    negotiate(c.req.header('accept'), ['application/pdf'])
    const document = await ownDocument(deps, c.get('application').agencyId, c.req.param('code'))
    c.set('documentCode', document.code)
    return fileResponse(document, await storedFile(deps, document), 200)
  })
}

/**
 * The bytes of a recorded document, which are those of its record.
 * @throws ApiError DOCUMENT_FILE_MISSING, DOCUMENT_FILE_ALTERED; StoreError
 */
export async function storedFile(
  { documentStore }: Pick<SignerDeps, 'documentStore'>,
  { fileKey, signedSha256, bytes }: SignedDocument,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = parseStoreKey(fileKey)
  const pdf = key === undefined ? undefined : await documentStore.get(key)
  if (pdf === undefined) throw new ApiError('DOCUMENT_FILE_MISSING')
  // A file that was altered on the disk would otherwise go out under the digest of the record.
  if (pdf.length !== bytes || sha256Hex(pdf) !== signedSha256) throw new ApiError('DOCUMENT_FILE_ALTERED')
  return pdf
}

async function ownDocument({ db }: SignerDeps, agencyId: string, typed: string): Promise<SignedDocument> {
  const document = await findDocument(db, codeFromPath(typed), { applicationAgency: agencyId })
  if (document === undefined) throw new ApiError('DOCUMENT_NOT_FOUND')
  return document
}
