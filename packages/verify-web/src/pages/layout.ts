// The frame of every page: landmarks, the woven band, the official address. No inline style or
// script (CSP).

import { html } from 'hono/html'
import { fileCheckScript, styleSheet } from '../assets/assets.ts'
import type { Portal } from '../portal.ts'
import { breakableHost } from './host.ts'
import { english, type Html } from './markup.ts'

/**
 * What a page puts into the frame. `heading` becomes the window's title; `script` adds the file
 * check.
 */
type Page = { readonly heading: string; readonly main: Html; readonly script?: 'file-check' }

// A data: address saves a phone one request.
const FAVICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%23241519' d='M0 0h16v16H0z'/%3E%3Cpath fill='%23d9a74a' d='M7 2h2v2h2v2h2v2h-2v2H9v2h2v2H5v-2h2v-2H5V8H3V6h2V4h2z'/%3E%3C/svg%3E"

/** A complete document. */
export function layout(portal: Portal, page: Page): Html {
  return html`<!doctype html>
<html lang="id">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>${page.heading} – Verifikasi Dokumen ${portal.city.name}</title>
<link rel="stylesheet" href="${styleSheet.path}">
<link rel="icon" href="${FAVICON}">
${page.script === 'file-check' ? html`<script defer src="${fileCheckScript.path}"></script>` : ''}
</head>
<body>
<a class="skip" href="#isi">Langsung ke isi</a>
<header class="site">
<a class="home" href="/"><span class="mark"></span><span><b>Verifikasi Dokumen</b> <span class="city">${portal.city.name}</span></span></a>
</header>
<main id="isi">
${page.main}
</main>
<footer class="site">
<p>Alamat resmi portal ini: <b>${breakableHost(portal.origin)}</b> ${english('official address')}</p>
<p><a href="/">Beranda</a> · <a href="/#putusan">Arti tiga putusan</a></p>
</footer>
</body>
</html>`
}
