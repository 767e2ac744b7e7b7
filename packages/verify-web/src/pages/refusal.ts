// The page of every answer that is not a document. Each says what it does not mean, and offers the
// field again.

import { formatDocumentCode } from '@tapis/qr-seal'
import { html } from 'hono/html'
import type { CodeFault } from '../http/code-input.ts'
import type { Refusal } from '../http/refusal.ts'
import type { Portal } from '../portal.ts'
import type { Bilingual } from '../words/bilingual.ts'
import { failureSentence, type Tone } from '../words/sentences.ts'
import { codeForm } from './code-form.ts'
import { toneIcon } from './icons.ts'
import { layout } from './layout.ts'
import { type Html, heading, paragraphs } from './markup.ts'
import { officialAddress } from './official-address.ts'

/** Longest part of a malformed input that is repeated on the page. */
const SHOWN_INPUT = 100

type Explanation = {
  readonly tone: Tone
  readonly sentence: Bilingual
  readonly advice: readonly Bilingual[]
  readonly detail?: Html
  readonly typed?: string
}

/** A full page for a refusal; nothing from the request is trusted. */
export function refusalPage(portal: Portal, refusal: Refusal): Html {
  const { tone, sentence, advice, detail, typed } = explain(refusal)
  const isWrong = refusal.code === 'CODE_MALFORMED' || refusal.code === 'CODE_UNKNOWN'
  const field = typed === undefined ? {} : { typed, isWrong }
  const main = html`<section class="banner tone-${tone}" id="hasil">
<div class="statement">${toneIcon(tone)}<div><h1>${sentence.id}</h1><p class="en" lang="en">${sentence.en}</p></div></div>
${detail ?? ''}
</section>
<section class="card" aria-labelledby="lanjut">
<h2 id="lanjut">${heading({ id: 'Apa yang dapat Anda lakukan', en: 'What you can do' })}</h2>
${advice.map(paragraphs)}
${codeForm(field)}
</section>
${officialAddress(portal)}`
  return layout(portal, { heading: sentence.id, main })
}

function explain(refusal: Refusal): Explanation {
  switch (refusal.code) {
    case 'CODE_UNKNOWN': {
      const code = formatDocumentCode(refusal.documentCode)
      return {
        tone: 'bad',
        sentence: { id: 'Kode ini tidak tercatat di sini.', en: 'This code is not on record here.' },
        detail: html`<p class="which code">${code}</p>`,
        advice: [
          {
            id: 'Periksa lagi setiap huruf kodenya. Jika sama dengan di kertas, jangan terima kertas itu sebelum Anda bertanya langsung ke instansi penerbitnya.',
            en: 'Check every letter again. If it is what the paper says, do not accept the paper before asking its issuing agency in person.',
          },
        ],
        typed: code,
      }
    }
    case 'CODE_MALFORMED': {
      const typed = [...refusal.input].slice(0, SHOWN_INPUT).join('')
      const isEmpty = refusal.fault.wrong === 'EMPTY'
      return {
        tone: 'caution',
        sentence: isEmpty
          ? { id: 'Kodenya belum diisi.', en: 'No code was entered.' }
          : { id: 'Ini bukan kode dokumen.', en: 'This is not a document code.' },
        ...(isEmpty ? {} : { detail: html`<p class="which code"><bdi>${typed}</bdi></p>` }),
        advice: [faultSentence(refusal.fault)],
        typed,
      }
    }
    case 'TOO_MANY_MISSES':
      return {
        tone: 'unknown',
        sentence: {
          id: 'Terlalu banyak kode salah; kode ini belum diperiksa.',
          en: 'Too many wrong codes; this one has not been checked.',
        },
        advice: [
          {
            id: `Terlalu banyak kode salah dari jaringan Anda. Coba lagi dalam ${refusal.retryAfterSeconds} detik. Ini bukan berarti dokumen sah atau tidak sah.`,
            en: `Too many wrong codes came from your network. Try again in ${refusal.retryAfterSeconds} ${refusal.retryAfterSeconds === 1 ? 'second' : 'seconds'}. This does not mean that the document is valid or invalid.`,
          },
        ],
      }
    case 'LOOKUP_UNAVAILABLE':
      return {
        tone: 'unknown',
        sentence: {
          id: 'Belum dapat diperiksa; bukan berarti sah atau tidak sah.',
          en: 'It cannot be checked now; this means neither valid nor invalid.',
        },
        advice: [
          {
            id: 'Catatan dokumen sedang tidak dapat dibuka. Coba beberapa saat lagi, dan jangan mengandalkan kertasnya sampai berhasil diperiksa.',
            en: 'The records cannot be consulted now. Try again shortly, and do not rely on the paper until it has been checked.',
          },
          failureSentence(refusal.id),
        ],
        typed: formatDocumentCode(refusal.documentCode),
      }
    case 'INTERNAL_ERROR':
      return {
        tone: 'unknown',
        sentence: {
          id: 'Terjadi kesalahan; dokumen belum diperiksa.',
          en: 'Something failed; the document has not been checked.',
        },
        advice: [
          {
            id: 'Kesalahan ada pada portal ini, bukan pada Anda. Ini bukan berarti dokumen sah atau tidak sah.',
            en: 'The fault is this portal’s, not yours. This does not mean that the document is valid or invalid.',
          },
          failureSentence(refusal.id),
        ],
      }
    case 'PAGE_NOT_FOUND':
    case 'METHOD_NOT_ALLOWED':
      return {
        tone: 'unknown',
        sentence: { id: 'Halaman ini tidak ada.', en: 'There is no such page.' },
        advice: [
          {
            id: 'Untuk memeriksa dokumen, pindai kode QR-nya atau ketik kodenya di sini.',
            en: 'To check a document, scan its QR code or type its code here.',
          },
        ],
      }
  }
}

function faultSentence(fault: CodeFault): Bilingual {
  switch (fault.wrong) {
    case 'EMPTY':
      return {
        id: 'Ketik kode yang tercetak di dekat kode QR.',
        en: 'Type the code printed near the QR code.',
      }
    case 'LENGTH':
      return {
        id: `Anda mengisi ${fault.found} huruf dan angka; kode berisi 16.`,
        en: `You entered ${fault.found} letters and digits; a code has 16.`,
      }
    case 'CHARACTER':
      return {
        id: `Tanda “${fault.found}” tidak pernah ada dalam kode.`,
        en: `The character “${fault.found}” never occurs in a code.`,
      }
  }
}
