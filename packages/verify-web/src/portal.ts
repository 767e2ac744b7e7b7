// Says what the portal needs from outside, and applies the defaults in this one place. The portal
// has no database of its own: the query of a record is handed in, with the charge for wrong codes
// and its trace; nothing else here writes.

import type { PublicRecord } from '@tapis/db/public'
import { type DocumentCode, type PortalOrigin, parseDocumentCode, parsePortalOrigin } from '@tapis/qr-seal'
import type { Context } from 'hono'
import type { PortalLogEntry } from './http/observe.ts'
import { type Failure, reportOnStandardError } from './http/report-failure.ts'
import { backedByMemory, type ChargeMiss, createMissLimit } from './limits/miss-limit.ts'

/**
 * Who issues the city's certificates now, by common name. `certified` is true only for a PSrE
 * recognised under PP 71/2019.
 */
export type Trust = { readonly caName: string; readonly certified: boolean }

/** {@link createVerifyApp} is given this. */
export type VerifyDeps = {
  /**
   * The public record of a document, or `undefined` when there is none. A rejection is shown as
   * "not checked" (503).
   */
  readonly findPublicRecord: (code: DocumentCode) => Promise<PublicRecord | undefined>
  /** Scheme, host and port that are printed in the QR codes, like `https://tte.example`. */
  readonly portalOrigin: string
  readonly city: { readonly name: string }
  readonly trust: Trust
  /** The visitor's address, for the limit on wrong codes only. */
  readonly clientAddress: (c: Context) => string
  /** Default: the system clock. */
  readonly now?: () => Date
  /** How long a lookup may take before the page says "not checked". Default 5000. */
  readonly lookupTimeLimitMilliseconds?: number
  /**
   * The limit on wrong codes that all portals share. Default: one in this process's memory, which
   * also stands in when this one fails.
   */
  readonly chargeMiss?: ChargeMiss
  /** Told a visitor's /24 or /48 when it has used up its wrong codes. Default: nobody. */
  readonly recordGuessing?: (network: string) => Promise<void>
  /**
   * What `/readyz` asks: rejects when no document could be looked up. Default: a lookup, not
   * bounded in time.
   */
  readonly readiness?: () => Promise<void>
  /** Gets a line for each request. Default: nowhere. */
  readonly log?: (entry: PortalLogEntry) => void
  /** Told of every 500 and 503. Default: one line of JSON on standard error. */
  readonly reportFailure?: (failure: Failure) => void
}

/** {@link VerifyDeps} with every default applied. */
export type Portal = {
  readonly findPublicRecord: VerifyDeps['findPublicRecord']
  readonly origin: PortalOrigin
  readonly city: { readonly name: string }
  readonly trust: Trust
  readonly clientAddress: (c: Context) => string
  readonly now: () => Date
  readonly lookupTimeLimitMilliseconds: number
  readonly reportFailure: (failure: Failure) => void
  readonly chargeMiss: ChargeMiss
  readonly recordGuessing: (network: string) => Promise<void>
  readonly readiness: () => Promise<void>
  readonly log: (entry: PortalLogEntry) => void
}

/** Applies the defaults. @throws TypeError when `portalOrigin` is more or less than an origin. */
export function resolvePortal(deps: VerifyDeps): Portal {
  const now = deps.now ?? (() => new Date())
  const log = deps.log ?? (() => undefined)
  const local = createMissLimit({ now })
  return {
    findPublicRecord: deps.findPublicRecord,
    origin: parsePortalOrigin(deps.portalOrigin),
    city: deps.city,
    trust: deps.trust,
    clientAddress: deps.clientAddress,
    now,
    lookupTimeLimitMilliseconds: deps.lookupTimeLimitMilliseconds ?? 5000,
    reportFailure: deps.reportFailure ?? reportOnStandardError,
    chargeMiss: deps.chargeMiss === undefined ? local : backedByMemory(deps.chargeMiss, local, log),
    recordGuessing: deps.recordGuessing ?? (async () => undefined),
    readiness: deps.readiness ?? (() => lookNowhere(deps)),
    log,
  }
}

/** Asks for a code that nothing was issued under: the query is answered, or rejects. */
async function lookNowhere({ findPublicRecord }: VerifyDeps): Promise<void> {
  const code = parseDocumentCode('0000000000000000')
  if (code === undefined) throw new TypeError('not a document code')
  await findPublicRecord(code)
}
