// What every KeyCustodian owes its consumer. Each implementation's test runs this suite.
import { verify, X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { keyAlgorithmOf } from './key-algorithms.ts'
import type { ClosableKeyCustodian } from './key-object-custodian.ts'

/** @param open opens a new custodian of the same key, with a path of at least the leaf and its issuer. */
export function keyCustodianContract(name: string, open: () => Promise<ClosableKeyCustodian>): void {
  const certificatesOf = (custodian: ClosableKeyCustodian): X509Certificate[] =>
    custodian.certificatePath.map((certificate) => new X509Certificate(certificate))

  describe(`key custodian: ${name}`, () => {
    it('signs any message so that the leaf certificate verifies it', async () => {
      using custodian = await open()
      const [leaf] = certificatesOf(custodian)
      const digest = leaf && keyAlgorithmOf(leaf.publicKey)?.signature.digest.nodeName
      if (leaf === undefined || digest === undefined) throw new Error('the path has no usable leaf')
      const property = fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (message) => {
        const signature = await custodian.sign(message)
        // node:crypto expects ECDSA as DER SEQUENCE { r, s } unless told otherwise.
        expect(verify(digest, message, leaf.publicKey, signature)).toBe(true)
        const other = Uint8Array.of(...message, 0)
        expect(verify(digest, other, leaf.publicKey, signature)).toBe(false)
      })
      await fc.assert(property, { numRuns: 20 })
    })

    it('names the algorithm that belongs to its key', async () => {
      using custodian = await open()
      const [leaf] = certificatesOf(custodian)
      expect(leaf && keyAlgorithmOf(leaf.publicKey)?.signature.name).toBe(custodian.algorithm)
    })

    it('orders the certificate path from the leaf up', async () => {
      using custodian = await open()
      const path = certificatesOf(custodian)
      expect(path.length).toBeGreaterThanOrEqual(2)
      for (const [index, issuer] of path.slice(1).entries()) {
        expect(path[index]?.verify(issuer.publicKey)).toBe(true)
      }
      expect(path[0]?.ca).toBe(false)
    })

    it('gives its certificates as DER, byte for byte', async () => {
      using custodian = await open()
      for (const [index, certificate] of certificatesOf(custodian).entries()) {
        expect(custodian.certificatePath[index]).toEqual(new Uint8Array(certificate.raw))
      }
    })

    it('does not sign once it is closed, however often that is', async () => {
      const custodian = await open()
      custodian.close()
      custodian.close()
      await expect(custodian.sign(new Uint8Array(1))).rejects.toMatchObject({ code: 'CUSTODIAN_CLOSED' })
    })

    it('leaves another custodian of the same key open when it is closed', async () => {
      const closed = await open()
      using custodian = await open()
      closed.close()
      expect((await custodian.sign(new Uint8Array(1))).length).toBeGreaterThan(0)
    })
  })
}
