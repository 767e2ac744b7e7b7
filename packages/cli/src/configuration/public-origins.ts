// The service is known outside under two addresses. They go into QR codes and certificates for
// good, so that a forgotten one is refused rather than guessed.

import { type PortalOrigin, parsePortalOrigin } from '@tapis/qr-seal'
import { UsageError } from '../command-line/usage-error.ts'

/** One address as it was given, or not. */
interface GivenOrigin {
  /** Name of the variable that gives it. */
  readonly name: string
  readonly origin: string | undefined
  /** The port that answers for it on this machine. */
  readonly port: number
}

interface GivenOrigins {
  readonly portal: GivenOrigin
  readonly api: GivenOrigin
  /** Whether an address that is not given is this machine's. */
  readonly isLocal: boolean
  /** Whether others may be reached without TLS. */
  readonly allowsPlainHttp: boolean
}

/**
 * Reads both addresses.
 * @throws UsageError when one is missing, is no origin, or could be listened to on the way
 */
export function readPublicOrigins({ portal, api, isLocal, allowsPlainHttp }: GivenOrigins): {
  readonly portalOrigin: PortalOrigin
  readonly apiOrigin: PortalOrigin
} {
  const missing = [portal, api].filter(({ origin }) => origin === undefined)
  if (missing.length > 0 && !isLocal) {
    const names = missing.map(({ name }) => name).join(' and ')
    throw new UsageError(
      `${names} must be set: QR codes and certificates bear these addresses for good. For trying out on this machine alone, give --local`,
    )
  }
  const read = (given: GivenOrigin) => readOrigin(given, allowsPlainHttp)
  return { portalOrigin: read(portal), apiOrigin: read(api) }
}

function readOrigin({ name, origin, port }: GivenOrigin, allowsPlainHttp: boolean): PortalOrigin {
  const parsed = parseOrigin(name, origin ?? `http://localhost:${port}`)
  const { protocol, hostname } = new URL(parsed)
  if (protocol === 'http:' && !isLoopback(hostname) && !allowsPlainHttp) {
    throw new UsageError(
      `${name} must be https://: over http:// passphrases and pages can be read and changed on the way. TAPIS_PLAIN_HTTP=yes allows it`,
    )
  }
  return parsed
}

function parseOrigin(name: string, origin: string): PortalOrigin {
  try {
    return parsePortalOrigin(origin)
  } catch {
    throw new UsageError(`${name} must be scheme, host and port only, like https://tte.example`)
  }
}

/**
 * Says whether a URL's host is this machine: RFC 6761 §6.3 for the name, RFC 1122 §3.2.1.3 and RFC
 * 4291 §2.5.3 for addresses.
 */
function isLoopback(hostname: string): boolean {
  return /^(?:(?:.+\.)?localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}
