// GET /openapi.json: OpenAPI 3.1, made from the schemas that the routes parse and answer with.
import type { OpenAPIHono } from '@hono/zod-openapi'
import type { SignerDeps, SignerEnv } from '../signer-deps.ts'

const INFO = {
  title: 'Tapis: API tanda tangan elektronik',
  version: '1',
  description: [
    'Aplikasi OPD mengirim PDF dan menerima dokumen bertanda tangan elektronik dengan kode QR untuk pemeriksaan.',
    '*Back-office applications send a PDF and get back a signed document with a QR code for verification.*',
    'Setiap kegagalan dijawab sebagai `application/problem+json` (RFC 9457): `code` tetap untuk program, `detail_id` dan `detail` untuk orang.',
    '*Every failure is answered as `application/problem+json` (RFC 9457): a stable `code` for programs, `detail_id` and `detail` for people.*',
  ].join('\n\n'),
}

/** Adds the route. Call it after every other route, so that all of them are in the document. */
export function describeRoutes(app: OpenAPIHono<SignerEnv>, { apiOrigin }: SignerDeps): void {
  const registry = app.openAPIRegistry
  registry.registerComponent('securitySchemes', 'basic', {
    type: 'http',
    scheme: 'basic',
    description: 'id and secret of the application',
  })
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: '`id.secret` of the application',
  })
  const document = JSON.stringify(
    app.getOpenAPI31Document({ openapi: '3.1.0', info: INFO, servers: [{ url: apiOrigin }] }),
  )
  app.get('/openapi.json', (c) =>
    c.body(document, 200, {
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=300',
    }),
  )
}
