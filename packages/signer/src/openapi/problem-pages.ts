// GET /problems/{code}: what `type` of a problem leads to; one page for each row of the table, in
// both languages.
import { createHash } from 'node:crypto'
import type { OpenAPIHono } from '@hono/zod-openapi'
import { html, raw } from 'hono/html'
import { ApiError } from '../problems/problem.ts'
import { type ProblemRow, problemTable } from '../problems/problem-table.ts'
import type { SignerEnv } from '../signer-deps.ts'

const rows: ReadonlyMap<string, ProblemRow> = new Map(Object.entries(problemTable))

const STYLE = `:root{color-scheme:light dark;font:1rem/1.6 system-ui,sans-serif}
body{margin:0;padding:2rem 1.25rem}
main{max-width:38rem;margin:auto}
h1{font-size:1.6rem;line-height:1.25;margin:0 0 .75rem}
h2{font-size:1.05rem;margin:2rem 0 .25rem}
section{opacity:.8}
code{font-family:ui-monospace,monospace}`

/** The page's own style and nothing else. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export function problemPages(app: OpenAPIHono<SignerEnv>): void {
  app.get('/problems/:code', (c) => {
    const code = c.req.param('code')
    const row = rows.get(code)
    if (row === undefined) throw new ApiError('ROUTE_NOT_FOUND')
    c.header('content-security-policy', POLICY)
    return c.html(page(code, row))
  })
}

/** What the problem itself fills in is not known here. */
function general(detail: string): string {
  return detail.replace(/\{\w+\}/g, '…')
}

function page(code: string, { status, title, titleId, detail, detailId }: ProblemRow) {
  return html`<!doctype html>
<html lang="id">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${titleId} (${code})</title>
    <style>${raw(STYLE)}</style>
  </head>
  <body>
    <main>
      <h1>${titleId}</h1>
      <p>${general(detailId)}</p>
      <section lang="en">
        <h2>${title}</h2>
        <p>${general(detail)}</p>
      </section>
      <p><code>${code}</code>, HTTP ${status}</p>
    </main>
  </body>
</html>`
}
