// The CMS container that goes into /Contents (EN 319 122-1 clause 6.3, EN 319 142-1 clause 6.3),
// written by @tapis/pki: here its errors become this room's.

import type { SignatureAlgorithmName } from '@tapis/pki'
import { CmsError, type SignedDataTemplate, signedDataTemplate as templateOf } from '@tapis/pki/cms'
import { PadesError } from './errors.ts'

export { assembleSignedData, attributesOf, type SignedDataTemplate, signedAttributes } from '@tapis/pki/cms'

/**
 * Returns the template of a path, which is made once for each path array.
 *
 * @throws PadesError CERTIFICATE_INVALID, ALGORITHM_MISMATCH (the key of the first certificate is
 *   of another kind or too short, or the algorithm's digest is one that validators refuse)
 */
export function signedDataTemplate(
  certificatePath: readonly Uint8Array[],
  algorithm: SignatureAlgorithmName,
): SignedDataTemplate {
  try {
    return templateOf(certificatePath, algorithm)
  } catch (cause) {
    if (!(cause instanceof CmsError)) throw cause
    throw new PadesError(cause.code, cause.message, { cause })
  }
}
