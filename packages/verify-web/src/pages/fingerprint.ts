// The SHA-256 digest of the signed file, in groups of four that an eye can follow. The groups are set apart by style only,
// so that copying the digest yields the 64 digits without spaces.

import { html } from 'hono/html'
import { type Html, heading } from './layout.ts'

/** `sha256` is 64 hexadecimal digits, `bytes` the length of the signed file. */
export function fingerprint({ sha256, bytes }: { readonly sha256: string; readonly bytes: number }): Html {
  const groups = sha256.match(/.{4}/g) ?? []
  return html`<section class="card" aria-labelledby="sidik">
<h2 id="sidik">${heading({ id: 'Sidik jari berkas', en: 'Fingerprint of the file' })}</h2>
<p>SHA-256 berkas PDF bertanda tangan, ${bytes.toLocaleString('id-ID')} byte. Berkas yang berubah satu bit saja menghasilkan sidik jari lain.</p>
<p class="en" lang="en">SHA-256 of the signed PDF file. One changed bit gives another fingerprint.</p>
<p><code class="fingerprint">${groups.map((group) => html`<span>${group}</span>`)}</code></p>
</section>`
}
