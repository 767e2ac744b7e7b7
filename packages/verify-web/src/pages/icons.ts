// Pictures beside words, never instead of them: each tone has its own outline, so that it is told
// apart without colour.

import { html } from 'hono/html'
import type { Tone } from '../words/sentences.ts'
import type { Html } from './markup.ts'

/**
 * The icon of a tone, 24 units square, drawn in the text's colour and hidden from screen readers.
 */
export function toneIcon(tone: Tone): Html {
  return ICONS[tone]
}

const ICONS: Readonly<Record<Tone, Html>> = {
  good: icon(html`<circle cx="12" cy="12" r="9.5"/><path d="m7.5 12.5 3 3 6-7"/>`),
  compare: icon(
    html`<path d="M13 21H4.5V3H15l3.5 3.5V10"/><path d="M8 8h4M8 12h3"/><circle cx="16" cy="16" r="3.5"/><path d="m18.5 18.5 3 3"/>`,
  ),
  caution: icon(html`<path d="M12 3 2.5 20h19z"/><path d="M12 9.5V14M12 17v.2"/>`),
  bad: icon(html`<path d="M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z"/><path d="m8.5 8.5 7 7M15.5 8.5l-7 7"/>`),
  unknown: icon(
    html`<circle cx="12" cy="12" r="9.5" stroke-dasharray="4 2.6"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.400 2.300c-.6.3-.9.7-.9 1.400v.6M12 17v.2"/>`,
  ),
}

function icon(shapes: Html): Html {
  return html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${shapes}</svg>`
}
