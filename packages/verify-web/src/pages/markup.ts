// What every page is written in: markup that cannot hold unescaped text, and words in both
// languages.

import { html } from 'hono/html'
import type { Bilingual } from '../words/bilingual.ts'

/** Markup in which every interpolated string was escaped. */
export type Html = ReturnType<typeof html>

/** Words inside a sentence or heading, for English readers. */
export function english(text: string): Html {
  return html`<span class="en" lang="en">${text}</span>`
}

/** Two paragraphs: Indonesian, and English smaller below it. */
export function paragraphs(text: Bilingual): Html {
  return html`<p>${text.id}</p><p class="en" lang="en">${text.en}</p>`
}

/** A heading's content in both languages, or once when both use the same word. */
export function heading(text: Bilingual): Html {
  return text.id === text.en ? html`${text.id}` : html`${text.id} ${english(text.en)}`
}
