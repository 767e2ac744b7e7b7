// Validity periods (RFC 5280 §4.1.2.5): both ends are included, so a period of n years ends one second before the date.
import { PkiError } from './errors.ts'

export interface Validity {
  /** To the second; milliseconds are cut off. */
  readonly notBefore: Date
  readonly notAfter: Date
}

/** The period of `years` from `notBefore` on. */
export function yearsFrom(notBefore: Date, years: number): Validity {
  const start = new Date(Math.floor(notBefore.getTime() / 1000) * 1000)
  if (Number.isNaN(start.getTime())) throw new TypeError('notBefore is not a date')
  if (!(years > 0)) throw new TypeError(`years is ${years}, expected more than 0`)
  const end = new Date(start)
  end.setUTCFullYear(end.getUTCFullYear() + years)
  return { notBefore: start, notAfter: new Date(end.getTime() - 1000) }
}

/** @throws PkiError VALIDITY_INVALID when `inner` leaves `outer` */
export function requireWithin(inner: Validity, outer: Validity): void {
  if (inner.notBefore < outer.notBefore || inner.notAfter > outer.notAfter) {
    throw new PkiError(
      'VALIDITY_INVALID',
      `${describe(inner)} is not within the issuer's ${describe(outer)}: renew the issuer or ask for a shorter period`,
    )
  }
}

const describe = (validity: Validity): string =>
  `${validity.notBefore.toISOString()} to ${validity.notAfter.toISOString()}`
