// Reads the style sheet and the script once. Their names carry a digest of the content, so that
// they may be cached for ever.

import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** One static file under `/aset/`. */
type Asset = { readonly path: string; readonly contentType: string; readonly content: string }

/** The style sheet of every page. */
export const styleSheet = asset('tapis', 'css', 'text/css; charset=utf-8')

/** The file check in the visitor's browser. */
export const fileCheckScript = asset('check-file', 'js', 'text/javascript; charset=utf-8')

function asset(name: string, extension: string, contentType: string): Asset {
  const content = readFileSync(new URL(`./${name}.${extension}`, import.meta.url), 'utf8')
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 16)
  return { path: `/aset/${name}.${digest}.${extension}`, contentType, content }
}
