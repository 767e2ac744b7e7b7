// The TimestampAuthority port over an authority in this process: same request, same checks, no network.
import { randomBytes } from 'node:crypto'
import type { TimestampAuthority } from '@tapis/pades/create'
import type { Rfc3161Authority } from './authority.ts'
import { checkTimestampResponse } from './check-response.ts'
import { makeTimeStampReq } from './request.ts'

export class LocalTimestampAuthority implements TimestampAuthority {
  readonly expectedTokenBytes: number
  readonly #authority: Rfc3161Authority

  constructor(authority: Rfc3161Authority) {
    this.#authority = authority
    this.expectedTokenBytes = authority.maximumTokenBytes
  }

  /** @throws TimestampError; TypeError for a digest that is not 32 bytes; what the custodian throws */
  async timestamp(imprint: { algorithm: 'sha-256'; digest: Uint8Array }): Promise<Uint8Array> {
    const request = makeTimeStampReq(imprint, randomBytes(16))
    return checkTimestampResponse(request, await this.#authority.respond(request.der)).token
  }
}
