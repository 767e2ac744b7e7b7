// The warning against look-alike domains. A page cannot vouch for itself: an imitation would print
// whatever it likes, so the visitor is sent to the one thing that the page does not control, the
// address bar.

import { html } from 'hono/html'
import type { Portal } from '../portal.ts'
import { breakableHost, hostInWords } from './host.ts'
import { type Html, heading } from './markup.ts'

/** The official host, in letters and as it is read aloud. */
export function officialAddress(portal: Portal): Html {
  return html`<section class="card address" aria-labelledby="alamat">
<h2 id="alamat">${heading({ id: 'Waspadai alamat tiruan', en: 'Beware of look-alike addresses' })}</h2>
<p>Lihat bilah alamat di peramban Anda. Harus persis:</p>
<p class="host-large"><b>${breakableHost(portal.origin)}</b></p>
<p>Dibaca: “${hostInWords(portal.origin)}”. Bila berbeda satu huruf saja, tutup halamannya dan ketik sendiri alamat resmi ini.</p>
<p class="en" lang="en">Look at the address bar: it must read exactly as above. If even one letter differs, close the page and type the official address yourself.</p>
</section>`
}
