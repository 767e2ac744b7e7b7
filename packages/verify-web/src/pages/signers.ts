// Who signed, in which office, under whose certificate. A name and an office are public; an
// identity number never is.

import type { PublicRecord } from '@tapis/db/public'
import { html } from 'hono/html'
import { issuerName } from '../record/issuer-name.ts'
import type { Bilingual } from '../words/bilingual.ts'
import { wibInIndonesian } from '../words/wib.ts'
import { fact } from './document-facts.ts'
import { toneIcon } from './icons.ts'
import { english, type Html, heading } from './markup.ts'

type Signature = PublicRecord['signatures'][number]

/** Every signature and seal in the order of signing. */
export function signers(signatures: readonly Signature[]): Html {
  return html`<section class="card" aria-labelledby="penanda">
<h2 id="penanda">${heading({ id: 'Ditandatangani oleh', en: 'Signed by' })}</h2>
${
  signatures.length === 0
    ? html`<p>Tidak ada tanda tangan yang tercatat. ${english('No signature is recorded.')}</p>`
    : html`<ol class="signers">${signatures.map(signer)}</ol>`
}
</section>`
}

const KINDS = {
  signature: { id: 'Tanda tangan elektronik', en: 'Electronic signature' },
  seal: { id: 'Segel elektronik', en: 'Electronic seal' },
} as const

function signer(signature: Signature): Html {
  return html`<li>
<h3>${signature.signerName}</h3>
${signature.position === '' ? '' : html`<p>${signature.position}</p>`}
<p>${signature.agencyName}</p>
<dl class="facts">
${fact(heading({ id: 'Bentuk', en: 'Kind' }), html`${heading(KINDS[signature.kind])} · PAdES ${signature.level}`)}
${fact(heading(timeLabel(signature)), wibInIndonesian(signature.signedAt))}
${fact(heading({ id: 'Penerbit sertifikat', en: 'Certificate issuer' }), issuerName(signature.certificateIssuer))}
${fact(heading({ id: 'PSrE tersertifikasi', en: 'Certified provider' }), certified(signature.certifiedProvider))}
${fact(heading({ id: 'Nomor seri', en: 'Serial number' }), html`<span class="serial">${signature.certificateSerial}</span>`)}
</dl>
</li>`
}

/** At level B-B nobody but the signer says when; above it a timestamp token does. */
function timeLabel({ level }: Signature): Bilingual {
  return level === 'B-B'
    ? { id: 'Waktu menurut penanda tangan', en: 'Time as claimed' }
    : { id: 'Waktu menurut penanda waktu', en: 'Time by timestamp' }
}

function certified(isCertified: boolean): Html {
  return isCertified
    ? html`<span class="answer tone-good">${toneIcon('good')} Ya ${english('Yes')}</span>`
    : html`<span class="answer tone-caution">${toneIcon('caution')} Tidak ${english('No')}</span>`
}
