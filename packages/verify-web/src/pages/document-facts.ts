// What to compare with the paper. This is the counter to a genuine QR code on a forged sheet: the
// page states the document's facts and says that it proves these, not the sheet.

import type { PublicRecord } from '@tapis/db/public'
import { formatDocumentCode, parseDocumentCode } from '@tapis/qr-seal'
import { html } from 'hono/html'
import { wibInIndonesian } from '../words/wib.ts'
import { type Html, heading, paragraphs } from './markup.ts'

/** Type, number, title, agency, the agency's own facts, pages, date. */
export function documentFacts(record: PublicRecord): Html {
  return html`<section class="card" aria-labelledby="dokumen">
<h2 id="dokumen">${heading({ id: 'Bandingkan dengan kertas Anda', en: 'Compare with your paper' })}</h2>
<div class="note">${paragraphs({
    id: 'Halaman ini membuktikan dokumen di bawah, bukan lembar di tangan Anda: kode QR asli dapat ditempel pada kertas palsu. Satu saja berbeda, jangan terima lembar itu.',
    en: 'This page proves the document below, not the sheet in your hands: a genuine QR code can be pasted onto a forged sheet. If anything differs, do not accept it.',
  })}</div>
<dl class="facts">
${fact(heading({ id: 'Jenis', en: 'Type' }), record.documentType)}
${record.number === '' ? '' : fact(heading({ id: 'Nomor', en: 'Number' }), record.number)}
${fact(heading({ id: 'Judul', en: 'Title' }), record.title)}
${fact(heading({ id: 'Instansi', en: 'Agency' }), record.agency.name)}
${record.facts.map(({ label, value }) => fact(label, value))}
${fact(heading({ id: 'Jumlah halaman', en: 'Pages' }), String(record.pages))}
${fact(heading({ id: 'Kode', en: 'Code' }), html`<span class="serial">${printedCode(record.code)}</span>`)}
${fact(heading({ id: 'Tercatat', en: 'Recorded' }), wibInIndonesian(record.createdAt))}
</dl>
</section>`
}

function printedCode(text: string): string {
  const code = parseDocumentCode(text)
  return code === undefined ? text : formatDocumentCode(code)
}

/** One row of a list of facts; a plain string is escaped. */
export function fact(label: Html | string, value: Html | string): Html {
  return html`<div><dt>${label}</dt><dd>${value}</dd></div>`
}
