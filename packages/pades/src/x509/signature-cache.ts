// Signatures already verified in one validation: a file with 25 signatures shows the same path 25 times.
import { equalBytes, hex } from '../asn1/bytes.ts'
import { type SignatureVerdict, verifySignature } from './signature.ts'

type Stated = Parameters<typeof verifySignature>[0]

/** Verifies as {@link verifySignature} does, once for every different key, algorithm, message and value. */
export interface SignatureCache {
  verify(stated: Stated): Promise<SignatureVerdict>
}

const MAXIMUM_ENTRIES = 4096

/** An empty cache, for one validation; keeps the bytes it was given alive. Past 4096 entries it verifies without keeping. */
export function signatureCache(): SignatureCache {
  const known = new Map<string, { readonly stated: Stated; readonly verdict: Promise<SignatureVerdict> }[]>()
  let entries = 0
  return {
    verify(stated) {
      // The value picks the drawer only; everything that decides the verdict is then compared.
      const key = hex(stated.signature.subarray(0, 32))
      const drawer = known.get(key) ?? []
      const hit = drawer.find((entry) => sameStatement(entry.stated, stated))
      if (hit !== undefined) return hit.verdict
      const verdict = verifySignature(stated)
      if (entries < MAXIMUM_ENTRIES) {
        entries += 1
        known.set(key, [...drawer, { stated, verdict }])
      }
      return verdict
    },
  }
}

function sameStatement(left: Stated, right: Stated): boolean {
  return (
    left.digestOid === right.digestOid &&
    equalBytes(left.signature, right.signature) &&
    equalBytes(left.publicKey.der, right.publicKey.der) &&
    equalBytes(left.algorithm.der, right.algorithm.der) &&
    equalBytes(left.message, right.message)
  )
}
