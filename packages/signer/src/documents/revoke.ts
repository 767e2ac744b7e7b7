// POST /v1/documents/{code}/revocation: says to the public that the document no longer holds. For
// good: there is no way back.
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi'
import { revokeDocument } from '@tapis/db'
import { readJson } from '../http/json.ts'
import { createRefusalRecord, originColumns, originOf } from '../log/trace.ts'
import { codeParameter, documentSchema, problemResponses } from '../openapi/schemas.ts'
import { ApiError } from '../problems/problem.ts'
import { resolveLimits, type SignerDeps, type SignerEnv } from '../signer-deps.ts'
import { codeFromPath, documentView } from './document-view.ts'
import { revocationRequest } from './sign-request.ts'

const revokeRoute = createRoute({
  method: 'post',
  path: '/v1/documents/{code}/revocation',
  operationId: 'revokeDocument',
  tags: ['Dokumen'],
  summary: 'Cabut dokumen (revoke a document)',
  description:
    'The file stays as it is and its signatures stay valid; the portal says that the document was revoked, and why.',
  security: [{ basic: [] }, { bearer: [] }],
  request: {
    params: codeParameter,
    // By reference, so that the body is read by our own bounded reader; the schema is the one that
    // it parses with.
    body: {
      required: true,
      content: { 'application/json': { schema: { $ref: '#/components/schemas/RevocationRequest' } } },
    },
  },
  responses: {
    200: {
      description: 'The revoked document.',
      content: { 'application/json': { schema: documentSchema } },
    },
    ...problemResponses([
      'CODE_MALFORMED',
      'DOCUMENT_NOT_FOUND',
      'ALREADY_REVOKED',
      'REQUEST_JSON_INVALID',
      'REQUEST_INVALID',
      'REQUEST_TOO_LARGE',
      'UNSUPPORTED_MEDIA_TYPE',
    ]),
  },
})

const REFUSED = {
  revoked: undefined,
  'not-found': 'DOCUMENT_NOT_FOUND',
  'already-revoked': 'ALREADY_REVOKED',
} as const

export function revokeRoutes(app: OpenAPIHono<SignerEnv>, deps: SignerDeps): void {
  const { requestBytes } = resolveLimits(deps.limits)
  const recordRefusal = createRefusalRecord(deps, 'document.revoke')
  app.openAPIRegistry.register('RevocationRequest', revocationRequest)
  app.openapi(revokeRoute, async (c) => {
    const code = codeFromPath(c.req.param('code'))
    const { reason } = await readJson(c.req.raw, revocationRequest, requestBytes)
    const origin = originOf(c, deps)
    const columns = { ...originColumns(origin), documentCode: code }
    const at = deps.clock()
    const result = await revokeDocument(deps.db, {
      code,
      applicationAgency: origin.application.agencyId,
      reason,
      at,
      event: { ...columns, at, kind: 'document.revoke', outcome: 'done' },
    })
    const refused = REFUSED[result.outcome]
    if (refused !== undefined) await recordRefusal(refused, origin, { documentCode: code })
    if (result.outcome === 'not-found') throw new ApiError('DOCUMENT_NOT_FOUND')
    c.set('documentCode', code)
    if (result.outcome === 'already-revoked') throw new ApiError('ALREADY_REVOKED')
    return c.json(documentView(deps.portalOrigin, result.document), 200)
  })
}
