// Answers GET /V/{CODE}, the address in the QR codes. Spellings other than the canonical one are
// sent there for good (308), so that one document has one address.

import { chargedNetwork, recordedNetwork } from '@tapis/db/public'
import type { DocumentCode } from '@tapis/qr-seal'
import { type Context, Hono } from 'hono'
import { readCodeInput } from '../http/code-input.ts'
import { limitFailure, type PortalEnv } from '../http/observe.ts'
import type { Refusal } from '../http/refusal.ts'
import { failureId } from '../http/report-failure.ts'
import { respondRefusal, respondVerdict } from '../http/respond.ts'
import type { Portal } from '../portal.ts'
import { judge } from '../record/judgement.ts'
import { lookUp } from '../record/lookup.ts'

const RETRY_LOOKUP_SECONDS = 30

/** Routes `/V/{code}`, `/v/{code}` and the search form's `/cari?kode=`. */
export function documentRoutes(portal: Portal): Hono<PortalEnv> {
  const routes = new Hono<PortalEnv>()

  routes.get('/cari', async (c) => {
    const typed = c.req.query('kode') ?? ''
    const read = readCodeInput(typed)
    if ('code' in read) return c.redirect(`/V/${read.code}`, 303)
    return respondRefusal(
      c,
      portal,
      await refuseMiss(c, portal, { code: 'CODE_MALFORMED', input: typed, fault: read }),
    )
  })

  for (const prefix of ['/V', '/v']) {
    routes.get(prefix, (c) => c.redirect('/', 303))
    routes.get(`${prefix}/`, (c) => c.redirect('/', 303))
    routes.get(`${prefix}/:code{.+}`, async (c) => {
      c.header('Vary', 'Accept')
      const spelled = c.req.param('code')
      const read = readCodeInput(spelled)
      if (!('code' in read)) {
        return respondRefusal(
          c,
          portal,
          await refuseMiss(c, portal, { code: 'CODE_MALFORMED', input: spelled, fault: read }),
        )
      }
      if (spelled !== read.code || prefix !== '/V') return c.redirect(`/V/${read.code}`, 308)
      return respondDocument(c, portal, read.code)
    })
  }
  return routes
}

async function respondDocument(c: Context<PortalEnv>, portal: Portal, code: DocumentCode) {
  const lookup = await lookUp(portal, code)
  switch (lookup.outcome) {
    case 'FOUND':
      return respondVerdict(c, portal, lookup.record, judge(lookup.record, portal.trust))
    case 'UNKNOWN':
      return respondRefusal(
        c,
        portal,
        await refuseMiss(c, portal, { code: 'CODE_UNKNOWN', documentCode: code }),
      )
    case 'UNAVAILABLE': {
      const id = failureId()
      portal.reportFailure({ id, status: 503, cause: lookup.cause })
      return respondRefusal(c, portal, {
        code: 'LOOKUP_UNAVAILABLE',
        documentCode: code,
        id,
        retryAfterSeconds: RETRY_LOOKUP_SECONDS,
      })
    }
  }
}

/**
 * Charges a visitor for a code that leads nowhere. Returns the refusal; past the limit it does not
 * say why.
 */
async function refuseMiss(c: Context<PortalEnv>, portal: Portal, refusal: Refusal): Promise<Refusal> {
  const address = portal.clientAddress(c)
  const network = recordedNetwork(address)
  if (network !== undefined) c.set('missNetwork', network)
  const { waitSeconds, isLast } = await portal.chargeMiss(chargedNetwork(address))
  if (isLast && network !== undefined)
    portal.recordGuessing(network).catch((error: unknown) => portal.log(limitFailure(error)))
  if (waitSeconds <= 0) return refusal
  return { code: 'TOO_MANY_MISSES', retryAfterSeconds: Math.max(1, Math.ceil(waitSeconds)) }
}
