// What is known of one certificate's revocation, for the report.
import type { RevocationReason } from '@tapis/pki/revocation'
import type { Origin } from '../time/proofs.ts'

export interface CertificateStatus {
  /** RFC 4514 string. */
  readonly subject: string
  /**
   * - `good`: not revoked by the time that counts. - `revoked`: by then. - `unknown`: it names a place, and nothing usable is at hand.
   * - `not-published`: it names no place. - `exempt`: its issuer says that there is no revocation (RFC 9608, short-term, RFC 6960 nocheck).
   * - `anchor`: trusted as it is.
   */
  readonly status: 'good' | 'revoked' | 'unknown' | 'not-published' | 'exempt' | 'anchor'
  readonly source?: 'crl' | 'ocsp'
  readonly from?: Origin['from']
  readonly thisUpdate?: Date
  readonly nextUpdate?: Date
  /** Also of a certificate that is `good`, when it was revoked after the time that counts. */
  readonly revocationTime?: Date
  readonly reason?: RevocationReason
  /** Whether the file itself carries an answer that would do (EN 319 142-1 clause 5.4: level B-LT). */
  readonly isInFile: boolean
}
