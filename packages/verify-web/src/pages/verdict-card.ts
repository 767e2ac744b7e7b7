// One verdict: its name, an icon, a few words, one sentence.

import { html } from 'hono/html'
import type { Bilingual } from '../words/bilingual.ts'
import type { Statement } from '../words/sentences.ts'
import { toneIcon } from './icons.ts'
import { type Html, heading, paragraphs } from './markup.ts'

/**
 * A verdict under the element id `id`. `isLive`: the file check may replace the statement, and that
 * is read aloud.
 */
export function verdictCard(id: string, name: Bilingual, statement: Statement, isLive = false): Html {
  return html`<article class="verdict tone-${statement.tone}" id="${id}" aria-labelledby="${id}-nama">
<h3 id="${id}-nama">${heading(name)}</h3>
<div class="statement"${isLive ? html` role="status" aria-live="polite"` : ''}>${statementMarkup(statement)}</div>
</article>`
}

/** The icon and the words of a statement, also for the templates of the file check. */
export function statementMarkup({ tone, word, sentence, meaning }: Statement): Html {
  return html`${toneIcon(tone)}<div><p class="word">${heading(word)}</p>${paragraphs(sentence)}${
    meaning === undefined ? '' : html`<div class="meaning">${paragraphs(meaning)}</div>`
  }</div>`
}
