// The portal's host for the eye and for the ear.

import { type PortalOrigin, printedHost } from '@tapis/qr-seal'
import { html } from 'hono/html'
import type { Html } from './markup.ts'

/**
 * The host, which may be broken into lines after a dot and nowhere else: a line end inside a name
 * hides a changed letter.
 */
export function breakableHost(origin: PortalOrigin): Html {
  const labels = printedHost(origin).split('.')
  return html`<span class="host">${labels.map((label, index) => (index === 0 ? label : html`.<wbr>${label}`))}</span>`
}

/** `tte.example:8081` as it is read aloud: `tte titik example titik dua 8081`. */
export function hostInWords(origin: PortalOrigin): string {
  return printedHost(origin)
    .replaceAll(':', ' titik dua ')
    .replaceAll('.', ' titik ')
    .replaceAll('-', ' strip ')
}
