// The TimestampAuthority port over an authority in this process. Nothing is asked over a network
// and nothing parsed: what the authority has just written is checked where the whole signature is,
// when the signer validates its own output.
import { randomBytes } from 'node:crypto'
import type { TimestampAuthority } from '@tapis/pades/create'
import type { Rfc3161Authority } from './authority.ts'

/** Asks an authority of this process, without a request in ASN.1. */
export class LocalTimestampAuthority implements TimestampAuthority {
  readonly expectedTokenBytes: number
  readonly #authority: Pick<Rfc3161Authority, 'issue'>

  constructor(authority: Pick<Rfc3161Authority, 'issue' | 'maximumTokenBytes'>) {
    this.#authority = authority
    this.expectedTokenBytes = authority.maximumTokenBytes
  }

  /**
   * @throws TimestampError CLOCK_UNTRUSTED, TIME_OUTSIDE_VALIDITY; TypeError for a digest that is
   *   not 32 bytes; what the custodian throws
   */
  timestamp(imprint: { algorithm: 'sha-256'; digest: Uint8Array }): Promise<Uint8Array> {
    return this.#authority.issue(imprint, randomBytes(16))
  }
}
