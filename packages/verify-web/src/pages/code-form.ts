// The field for a code. A plain GET form: it works without JavaScript, and what was typed is kept
// for correction.

import { html } from 'hono/html'
import { english, type Html } from './markup.ts'

/** How a code looks in print; invented. */
const EXAMPLE_CODE = '7Q2F-9KXM-3TVA-0B4D'

/**
 * The form; `typed` is what the visitor entered before, shown again, and `isWrong` marks the field
 * as invalid.
 */
export function codeForm(field: { readonly typed?: string; readonly isWrong?: boolean } = {}): Html {
  return html`<form class="code-form" action="/cari" method="get" role="search">
<label for="kode">Kode dokumen ${english('Document code')}</label>
<div class="row"><input id="kode" name="kode" value="${field.typed ?? ''}" placeholder="${EXAMPLE_CODE}" maxlength="200" required
autocomplete="off" autocapitalize="characters" autocorrect="off" spellcheck="false" enterkeyhint="search" aria-describedby="kode-bantuan"${field.isWrong ? html` aria-invalid="true"` : ''}>
<button>Periksa ${english('Check')}</button></div>
<p class="hint" id="kode-bantuan">16 huruf dan angka di dekat kode QR, misalnya <span class="serial">${EXAMPLE_CODE}</span>. Tanda hubung dan huruf kecil boleh. ${english('16 letters and digits near the QR code; hyphens and lower case do not matter.')}</p>
</form>`
}
