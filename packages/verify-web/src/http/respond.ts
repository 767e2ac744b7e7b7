// Answers people with a page and applications with JSON, with the same statuses and the same words.

import type { PublicRecord } from '@tapis/db/public'
import type { Context } from 'hono'
import { accepts } from 'hono/accepts'
import { refusalPage } from '../pages/refusal.ts'
import { verdictPage } from '../pages/verdict.ts'
import type { Portal } from '../portal.ts'
import { documentAnswer } from '../record/document-answer.ts'
import type { Judgement } from '../record/judgement.ts'
import { sentences } from '../words/sentences.ts'
import { problemOf, REFUSALS, type Refusal, refusalHeaders } from './refusal.ts'
import { failureId } from './report-failure.ts'

// 410 for a revoked document (RFC 9110 §15.5.11, "no longer available … likely to be permanent"):
// the page is complete, but a client that looks at the status alone must not take a withdrawn
// document for one that stands. A record without proof is a fault of ours, hence 500 and never 200.
const STATUS_OF_STATE = { STANDS: 200, REVOKED: 410, UNPROVEN: 500 } as const

/**
 * Answers with the verdict of a document that is on record. One that is not proven is reported as a
 * failure.
 */
export function respondVerdict(c: Context, portal: Portal, record: PublicRecord, judgement: Judgement) {
  const shown = {
    record,
    judgement,
    words: sentences(judgement, record.agency),
    checkedAt: portal.now(),
    failure: judgement.state === 'UNPROVEN' ? reportUnproven(portal, record, judgement) : undefined,
  }
  const status = STATUS_OF_STATE[judgement.state]
  if (wantsJson(c)) return c.json(documentAnswer(portal, shown), status)
  return c.html(verdictPage(portal, shown), status)
}

function reportUnproven(portal: Portal, { code }: PublicRecord, { integrity }: Judgement): string {
  const id = failureId()
  const reason = integrity.verdict === 'UNPROVEN' ? integrity.reason : 'NO_CERTIFICATE'
  portal.reportFailure({ id, status: 500, cause: new Error(`the record ${code} is not proven: ${reason}`) })
  return id
}

/** Answers with a refusal and its headers. */
export function respondRefusal(c: Context, portal: Portal, refusal: Refusal) {
  const { status } = REFUSALS[refusal.code]
  const headers = refusalHeaders(refusal)
  if (wantsJson(c)) {
    return c.body(JSON.stringify(problemOf(refusal)), status, {
      ...headers,
      'Content-Type': 'application/problem+json',
    })
  }
  return c.html(refusalPage(portal, refusal), status, headers)
}

function wantsJson(c: Context): boolean {
  const supports = ['text/html', 'application/json', 'application/problem+json']
  return accepts(c, { header: 'Accept', supports, default: 'text/html' }) !== 'text/html'
}
