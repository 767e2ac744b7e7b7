// GET /problems/{code}: what `type` of a problem leads to; one page for each row of the table, in both languages.
import type { OpenAPIHono } from '@hono/zod-openapi'
import { html } from 'hono/html'
import { ApiError } from '../problem.ts'
import { type ProblemRow, problemTable } from '../problem-table.ts'
import type { SignerEnv } from '../signer-deps.ts'

const rows: ReadonlyMap<string, ProblemRow> = new Map(Object.entries(problemTable))

export function problemPages(app: OpenAPIHono<SignerEnv>): void {
  app.get('/problems/:code', (c) => {
    const code = c.req.param('code')
    const row = rows.get(code)
    if (row === undefined) throw new ApiError('ROUTE_NOT_FOUND')
    return c.html(page(code, row))
  })
}

function page(code: string, { status, title, titleId, detail, detailId }: ProblemRow) {
  return html`<!doctype html>
<html lang="id">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${titleId} (${code})</title>
  </head>
  <body>
    <main>
      <h1>${titleId}</h1>
      <p>${detailId}</p>
      <section lang="en">
        <h2>${title}</h2>
        <p>${detail}</p>
      </section>
      <p><code>${code}</code>, HTTP ${status}</p>
    </main>
  </body>
</html>`
}
