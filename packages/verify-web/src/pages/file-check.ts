// The field that compares a PDF file with the recorded fingerprint, and every sentence that its
// script may show. The script holds no words: it only puts one of these templates in place. What is
// said without it stands in the page itself rather than in a noscript element, since on a slow
// network a script may also fail to arrive.

import { html } from 'hono/html'
import type { Judgement } from '../record/judgement.ts'
import type { Statement } from '../words/sentences.ts'
import { toneIcon } from './icons.ts'
import { english, type Html, heading, paragraphs } from './markup.ts'
import { statementMarkup } from './verdict-card.ts'

/** `sha256` (lower-case hex) and `bytes` are of the signed file as published. */
export function fileCheck(
  recorded: { readonly sha256: string; readonly bytes: number },
  state: Judgement['state'],
): Html {
  return html`<section class="card" id="berkas" aria-labelledby="berkas-judul">
<h2 id="berkas-judul">${heading({ id: 'Periksa berkas PDF Anda', en: 'Check your PDF file' })}</h2>
<div id="tanpa-skrip"><p>Pemeriksaan berkas memerlukan JavaScript. Tanpa itu, hitung SHA-256 berkas Anda dengan aplikasi lain dan bandingkan dengan sidik jari di bawah.</p>
<p class="en" lang="en">Checking a file needs JavaScript. Without it, compute its SHA-256 with another tool and compare it with the fingerprint below.</p></div>
<div id="periksa-berkas" data-sha256="${recorded.sha256}" data-bytes="${recorded.bytes}" hidden>
<label for="berkas-pdf">Pilih berkas PDF ${english('Choose a PDF file')}</label>
<input type="file" id="berkas-pdf" accept="application/pdf,.pdf" aria-describedby="berkas-bantuan">
<p class="hint" id="berkas-bantuan">Berkas tidak dikirim ke mana pun; perangkat Anda sendiri yang memeriksanya. ${english('The file is not sent anywhere; your own device checks it.')}</p>
<div class="statement echo" id="berkas-hasil"></div>
</div>
${OUTCOMES.map(([outcome, statement]) => outcomeTemplate(outcome, statement))}
${outcomeTemplate('same', state === 'STANDS' ? SAME : SAME_BUT_NOT_STANDING)}
<template id="spanduk-different" data-tone="bad"><div class="statement">${toneIcon('bad')}<div><h1>${REFUSED.id}</h1><p class="en" lang="en">${REFUSED.en}</p></div></div></template>
<template id="tanpa-webcrypto">${paragraphs({
    id: 'Peramban ini tidak dapat menghitung sidik jari di alamat ini: WebCrypto hanya ada pada halaman https. Buka portal lewat alamat https resminya.',
    en: 'This browser cannot compute a fingerprint here: WebCrypto exists on https pages only. Open the portal at its official https address.',
  })}</template>
</section>`
}

/**
 * The SHA-256 digest of the signed file, in groups of four that an eye can follow. Style alone sets
 * the groups apart, so that copying the digest yields the 64 digits without spaces. `sha256` is 64
 * hexadecimal digits, `bytes` the length of the signed file.
 */
export function fingerprint({ sha256, bytes }: { readonly sha256: string; readonly bytes: number }): Html {
  const groups = sha256.match(/.{4}/g) ?? []
  return html`<section class="card" aria-labelledby="sidik">
<h2 id="sidik">${heading({ id: 'Sidik jari berkas', en: 'Fingerprint of the file' })}</h2>
<p>SHA-256 berkas PDF bertanda tangan, ${bytes.toLocaleString('id-ID')} byte. Berkas yang berubah satu bit saja menghasilkan sidik jari lain.</p>
<p class="en" lang="en">SHA-256 of the signed PDF file. One changed bit gives another fingerprint.</p>
<p><code class="fingerprint">${groups.map((group) => html`<span>${group}</span>`)}</code></p>
</section>`
}

function outcomeTemplate(outcome: string, statement: Statement): Html {
  return html`<template id="berkas-${outcome}" data-tone="${statement.tone}">${statementMarkup(statement)}</template>`
}

const REFUSED = {
  id: 'Berkas Anda BUKAN dokumen yang tercatat ini.',
  en: 'Your file is NOT this recorded document.',
}

const SAME: Statement = {
  tone: 'good',
  word: { id: 'Sama persis', en: 'Identical' },
  sentence: {
    id: 'Berkas ini sama persis dengan dokumen yang diterbitkan.',
    en: 'This file is identical to the published document, bit for bit.',
  },
}

const SAME_BUT_NOT_STANDING: Statement = {
  tone: 'caution',
  word: { id: 'Sama persis, tetapi lihat Status', en: 'Identical, but see Status' },
  sentence: {
    id: 'Berkas ini sama persis dengan dokumen yang diterbitkan, tetapi dokumen itu tidak dapat diandalkan lagi.',
    en: 'This file is identical to the published document, but that document can no longer be relied on.',
  },
}

const OUTCOMES: readonly (readonly [string, Statement])[] = [
  [
    'working',
    {
      tone: 'unknown',
      word: { id: 'Memeriksa …', en: 'Checking …' },
      sentence: { id: 'Sidik jari berkas sedang dihitung.', en: 'The fingerprint is being computed.' },
    },
  ],
  [
    'different',
    {
      tone: 'bad',
      word: { id: 'TIDAK sama', en: 'NOT the same' },
      sentence: {
        id: 'Berkas ini TIDAK sama dengan dokumen yang diterbitkan; jangan diterima sebagai dokumen ini.',
        en: 'This file is NOT the published document; do not accept it as such.',
      },
      meaning: {
        id: 'Hasil pindai, foto, atau cetak ulang ke PDF selalu berbeda. Mintalah berkas aslinya.',
        en: 'A scan, a photograph or a reprint to PDF always differs. Ask for the original file.',
      },
    },
  ],
  [
    'not-pdf',
    {
      tone: 'bad',
      word: { id: 'Bukan PDF', en: 'Not a PDF' },
      sentence: {
        id: 'Berkas ini bukan PDF, jadi bukan dokumen yang diterbitkan.',
        en: 'This file is not a PDF, and so not the published document.',
      },
      meaning: {
        id: 'Bukan foto, bukan hasil pindai: pilih PDF aslinya.',
        en: 'No photograph, no scan: choose the original PDF.',
      },
    },
  ],
  [
    'empty',
    {
      tone: 'unknown',
      word: { id: 'Berkas kosong', en: 'Empty file' },
      sentence: {
        id: 'Berkas ini tidak berisi apa pun untuk dibandingkan. Unduh atau mintalah lagi.',
        en: 'This file has nothing to compare. Download it or ask for it again.',
      },
    },
  ],
  [
    'unreadable',
    {
      tone: 'unknown',
      word: { id: 'Berkas tidak terbaca', en: 'File not readable' },
      sentence: {
        id: 'Peramban tidak dapat membaca berkas ini, sehingga belum ada yang dibandingkan.',
        en: 'The browser could not read this file, so nothing has been compared.',
      },
    },
  ],
]
