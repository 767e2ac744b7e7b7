// The address in the QR code: https://HOST/V/CODE (TTE-QR1). Only an origin, never a longer path,
// so that the code stays small enough to print at 0.34 mm a module.

import type { DocumentCode } from './document-code.ts'

/**
 * The scheme and authority of the public portal, e.g. `https://tte.example` or
 * `http://localhost:8081`, lower case.
 */
export type PortalOrigin = string & { readonly __tag: 'PortalOrigin' }

/**
 * Reads the portal's origin from configuration.
 *
 * @throws TypeError when it is not an absolute http(s) URL, or has a path, query, fragment or
 *   credentials.
 */
export function parsePortalOrigin(text: string): PortalOrigin {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new TypeError('the portal origin must be an absolute http or https URL, like https://tte.example')
  }
  if (url.username !== '' || url.password !== '' || `${url.origin}/` !== url.href) {
    throw new TypeError('the portal origin must be scheme, host and port only, like https://tte.example')
  }
  return url.origin as PortalOrigin
}

/** Returns the page of one document as a link: `https://tte.example/V/0123456789ABCDEF`. */
export function verificationUrl(origin: PortalOrigin, code: DocumentCode): string {
  return `${origin}/V/${code}`
}

/**
 * Returns the host as it is printed beside the QR code, to be compared with the address bar. A port
 * follows where there is one.
 */
export function printedHost(origin: PortalOrigin): string {
  return new URL(origin).host
}

/**
 * The characters of a QR code's alphanumeric mode (ISO/IEC 18004 §7.4.4): 5.5 bits each instead of
 * 8.
 */
const QR_ALPHANUMERIC = `0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:`

/**
 * Cuts the same address where the QR code changes mode: the scheme as bytes in lower case, since
 * some Android cameras do not take an upper-case scheme for a link, then host, path and code in
 * alphanumeric mode. Host names are case-insensitive (RFC 3986 §3.2.2), and the code has no lower
 * case.
 */
export function qrSegments(origin: PortalOrigin, code: DocumentCode): { scheme: string; rest: string } {
  const url = new URL(origin)
  const rest = `${url.host.toUpperCase()}/V/${code}`
  for (const character of rest) {
    if (!QR_ALPHANUMERIC.includes(character)) {
      throw new TypeError(
        `the portal's host has a character that a QR code cannot hold in alphanumeric mode: ${character}`,
      )
    }
  }
  return { scheme: `${url.protocol}//`, rest }
}
