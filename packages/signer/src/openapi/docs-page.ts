// GET /docs: the API for people to read, by Swagger UI served from its own package: nothing comes
// from another host.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { html } from 'hono/html'
import { ApiError } from '../problems/problem.ts'
import type { SignerEnv } from '../signer-deps.ts'

// Swagger UI sets style attributes and draws icons from data URLs; scripts come from this origin
// only.
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

// A map, not an object: every object has a `constructor`.
const ASSETS: ReadonlyMap<string, string> = new Map([
  ['swagger-ui.css', 'text/css; charset=utf-8'],
  ['swagger-ui-bundle.js', 'text/javascript; charset=utf-8'],
])

const START = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, validatorUrl: null, tryItOutEnabled: false })\n`

/** Adds the page, its start script, and the two files of the package. */
export function docsRoutes(app: OpenAPIHono<SignerEnv>): void {
  app.get('/docs', (c) => {
    c.header('content-security-policy', POLICY)
    return c.html(page())
  })
  app.get('/docs/start.js', (c) => c.body(START, 200, { 'content-type': 'text/javascript; charset=utf-8' }))
  app.get('/docs/:asset', async (c) => {
    const asset = c.req.param('asset')
    const type = ASSETS.get(asset)
    if (type === undefined) throw new ApiError('ROUTE_NOT_FOUND')
    const bytes = await readFile(createRequire(import.meta.url).resolve(`swagger-ui-dist/${asset}`))
    return c.body(new Uint8Array(bytes), 200, {
      'content-type': type,
      'cache-control': 'public, max-age=86400',
    })
  })
}

function page() {
  return html`<!doctype html>
<html lang="id">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Tapis: API tanda tangan elektronik</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="api"></div>
    <noscript>
      Halaman ini memerlukan JavaScript; uraian API yang sama ada di <a href="/openapi.json">/openapi.json</a>.
      <em>This page needs JavaScript; the same description is at /openapi.json.</em>
    </noscript>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>`
}
