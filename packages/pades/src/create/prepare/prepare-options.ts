// What a caller states of a signature that is to be prepared: for the field, the page and the
// container.

import type { Hash, SignatureAlgorithmName } from '@tapis/pki'
import type { DocMdpPermission } from '../../document/permissions/doc-mdp.ts'
import type { SignatureAppearance } from '../appearance/appearance.ts'
import type { Deflate } from '../appearance/deflate.ts'
import type { FieldLock } from '../field/restrictions.ts'
import type { OpeningOptions } from './open-for-signing.ts'
import type { SignatureFields } from './signature-dictionary.ts'

/** Who will sign, where it shows, and what is stated. */
export interface PrepareOptions extends OpeningOptions {
  readonly fields: SignatureFields
  /**
   * Default: an invisible field on the first page. In an empty field that has a box, the appearance
   * must be of that box.
   */
  readonly appearance?: SignatureAppearance
  /**
   * Certifies the document (DocMDP): what may still be changed afterwards. Only as its first
   * signature.
   */
  readonly certify?: DocMdpPermission
  /**
   * Fields that may not be changed afterwards (FieldMDP). An empty field's own /Lock takes its
   * place.
   */
  readonly lock?: FieldLock
  /** DER, the signer's first. */
  readonly certificatePath: readonly Uint8Array[]
  readonly algorithm: SignatureAlgorithmName
  /**
   * Bytes of DER to reserve in /Contents; default: what the path, the signature and
   * `timestampBytes` take, and 64 more.
   */
  readonly reservedBytes?: number
  /** Expected size of the time-stamp token; default 0, no token. */
  readonly timestampBytes?: number
  /** Digest of the byte range; default WebCrypto, which copies the document once more. */
  readonly hash?: Hash
  /** For the streams of the appearance; default fflate. */
  readonly deflate?: Deflate
}
