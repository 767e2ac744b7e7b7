// The page behind a QR code: the state first, then three verdicts, then what to compare with the
// paper. Renders only; what is said was decided in judgement.ts and worded in sentences.ts.

import { html } from 'hono/html'
import type { Portal } from '../portal.ts'
import type { Shown } from '../record/document-answer.ts'
import { failureSentence } from '../words/sentences.ts'
import { wibInEnglish, wibInIndonesian } from '../words/wib.ts'
import { codeForm } from './code-form.ts'
import { documentFacts } from './document-facts.ts'
import { fileCheck, fingerprint } from './file-check.ts'
import { toneIcon } from './icons.ts'
import { layout } from './layout.ts'
import { english, type Html, heading, paragraphs } from './markup.ts'
import { officialAddress } from './official-address.ts'
import { signers } from './signers.ts'
import { verdictCard } from './verdict-card.ts'

/** GET /V/{CODE} of a document that is on record. */
export function verdictPage(portal: Portal, shown: Shown): Html {
  const { record, judgement, words, checkedAt } = shown
  const { integrity } = judgement
  const main = html`${banner(shown)}
<section aria-labelledby="putusan">
<h2 id="putusan" class="unseen">${heading({ id: 'Tiga putusan', en: 'Three verdicts' })}</h2>
<div class="verdicts">
${verdictCard('integritas', { id: 'Integritas', en: 'Integrity' }, words.integrity, integrity.verdict === 'RECORDED')}
${verdictCard('status', { id: 'Status', en: 'Status' }, words.status)}
${verdictCard('penerbit', { id: 'Penerbit sertifikat', en: 'Certificate issuer' }, words.issuer)}
</div>
<p class="checked">Diperiksa ${wibInIndonesian(checkedAt)}. ${english(`Checked ${wibInEnglish(checkedAt)}.`)}</p>
</section>
${documentFacts(record)}
${integrity.verdict === 'RECORDED' ? fileCheck(integrity, judgement.state) : ''}
${signers(record.signatures)}
${integrity.verdict === 'RECORDED' ? fingerprint(integrity) : ''}
<section class="card" aria-labelledby="lain">
<h2 id="lain">${heading({ id: 'Periksa kode lain', en: 'Check another code' })}</h2>
${codeForm()}
</section>
${officialAddress(portal)}`
  return layout(portal, { heading: words.banner.sentence.id, main, script: 'file-check' })
}

function banner({ record, judgement, words, failure }: Shown): Html {
  const { tone, sentence } = words.banner
  return html`<section class="banner tone-${tone}" id="hasil">
<div class="statement">${toneIcon(tone)}<div><h1>${sentence.id}</h1><p class="en" lang="en">${sentence.en}</p></div></div>
${judgement.state === 'REVOKED' ? revocation(judgement.status) : ''}
<p class="which"><b>${record.documentType}</b>${record.number === '' ? '' : html`<br>${record.number}`}</p>
${failure === undefined ? '' : paragraphs(failureSentence(failure))}
</section>`
}

function revocation({ at, reason }: { at: Date | undefined; reason: string | undefined }): Html {
  return html`<dl class="revocation">
<div><dt>Dicabut ${english('Revoked')}</dt><dd>${at === undefined ? 'Waktunya tidak tercatat' : wibInIndonesian(at)}</dd></div>
<div><dt>Alasan ${english('Reason')}</dt><dd>${reason ?? 'Tidak dicantumkan instansi'}</dd></div>
</dl>`
}
