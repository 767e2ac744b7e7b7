// Keeps the signatures already verified in one validation: a file with 25 signatures shows the same
// path 25 times.
import { equalBytes, hex } from '../bytes.ts'
import { type SignatureVerdict, verifySignature } from './signature.ts'

type Stated = Parameters<typeof verifySignature>[0]

const tooMany: SignatureVerdict = {
  verdict: 'unsupported',
  reason: 'more signatures than are verified in one validation',
}

/**
 * Verifies as {@link verifySignature} does, once for every different key, algorithm, message and
 * value, and not without end.
 */
export interface SignatureCache {
  verify(stated: Stated): Promise<SignatureVerdict>
}

/**
 * Makes an empty cache for one validation, which keeps the bytes it was given alive.
 *
 * @param maximum different signatures that are verified; further ones are `unsupported`, so that a
 *   file full of forged lists and authorities of one name comes to an end. Default 4096
 */
export function signatureCache(maximum = 4096): SignatureCache {
  const known = new Map<string, { readonly stated: Stated; readonly verdict: Promise<SignatureVerdict> }[]>()
  let entries = 0
  return {
    verify(stated) {
      // The value picks the drawer only; everything that decides the verdict is then compared.
      const key = hex(stated.signature.subarray(0, 32))
      const drawer = known.get(key) ?? []
      const hit = drawer.find((entry) => sameStatement(entry.stated, stated))
      if (hit !== undefined) return hit.verdict
      if (entries >= maximum) return Promise.resolve(tooMany)
      entries += 1
      const verdict = verifySignature(stated)
      known.set(key, [...drawer, { stated, verdict }])
      return verdict
    },
  }
}

function sameStatement(a: Stated, b: Stated): boolean {
  return (
    a.digestOid === b.digestOid &&
    equalBytes(a.signature, b.signature) &&
    equalBytes(a.publicKey.der, b.publicKey.der) &&
    equalBytes(a.algorithm.der, b.algorithm.der) &&
    equalBytes(a.message, b.message)
  )
}
