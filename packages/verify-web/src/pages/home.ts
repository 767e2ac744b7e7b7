// The front page: one field, and how to check a sheet of paper.

import { html } from 'hono/html'
import type { Portal } from '../portal.ts'
import { codeForm } from './code-form.ts'
import { breakableHost } from './host.ts'
import { toneIcon } from './icons.ts'
import { layout } from './layout.ts'
import { english, type Html, heading } from './markup.ts'
import { officialAddress } from './official-address.ts'

/** GET / */
export function homePage(portal: Portal): Html {
  const main = html`<section class="hero">
<h1>Periksa keaslian dokumen</h1>
<p class="en" lang="en">Check whether a document is genuine</p>
<p class="lead">Untuk dokumen ${portal.city.name} yang ditandatangani secara elektronik. Gratis, tanpa akun.</p>
<p class="en" lang="en">For documents of ${portal.city.name} that were signed electronically. Free, no account.</p>
${codeForm()}
</section>
<div class="pair">
<section class="card" aria-labelledby="cara">
<h2 id="cara">${heading({ id: 'Cara memeriksa selembar kertas', en: 'How to check a sheet of paper' })}</h2>
<ol class="steps">
<li><b>Pindai</b> kode QR dengan kamera ponsel, atau ketik kodenya di atas. ${english('Scan the QR code, or type its code above.')}</li>
<li><b>Lihat alamatnya</b>: harus persis <b>${breakableHost(portal.origin)}</b>. ${english('Check the address bar.')}</li>
<li><b>Cocokkan</b> nomor, nama, tanggal, dan jumlah halaman di layar dengan kertas Anda. ${english('Compare number, names, date and pages with your paper.')}</li>
<li><b>Punya berkas PDF-nya?</b> Halaman hasil dapat membandingkan berkas itu di ponsel Anda, tanpa mengirimnya. ${english('Have the PDF? The result page compares it on your phone, without sending it.')}</li>
</ol>
</section>
<section class="card" aria-labelledby="putusan">
<h2 id="putusan">${heading({ id: 'Arti tiga putusan', en: 'What the three verdicts mean' })}</h2>
<dl class="meanings">
<div><dt>${toneIcon('compare')} Integritas ${english('Integrity')}</dt><dd>Apakah isinya masih sama seperti saat ditandatangani? ${english('Is the content what was signed?')}</dd></div>
<div><dt>${toneIcon('good')} Status ${english('Status')}</dt><dd>Apakah instansi masih mengakuinya, atau sudah mencabutnya? ${english('Does the agency still stand by it?')}</dd></div>
<div><dt>${toneIcon('caution')} Penerbit sertifikat ${english('Certificate issuer')}</dt><dd>Siapa yang menjamin penanda tangannya? ${trustSentence(portal)}</dd></div>
</dl>
<p class="note">Portal ini membuktikan dokumen yang tercatat, bukan lembar di tangan Anda: kode QR asli dapat ditempel pada kertas palsu. ${english('The portal proves the recorded document, not the sheet in your hands.')}</p>
</section>
</div>
${officialAddress(portal)}`
  return layout(portal, { heading: 'Periksa keaslian dokumen', main })
}

function trustSentence({ trust }: Portal): Html {
  return trust.certified
    ? html`Saat ini ${trust.caName}, PSrE tersertifikasi. ${english(`Who vouches for the signer? At present ${trust.caName}, a certified provider.`)}`
    : html`Saat ini ${trust.caName}, bukan PSrE tersertifikasi. ${english(`Who vouches for the signer? At present ${trust.caName}, not a certified provider.`)}`
}
