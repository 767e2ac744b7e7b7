// What every KeyCustodian owes its consumer (`KeyCustodian` in @tapis/pades/create says it in
// words). The test of each kind runs this suite.
import { signedDataTemplate, signMessage } from '@tapis/pades/create'
import { signatureAlgorithm } from '@tapis/pki'
import { readDer } from '@tapis/pki/asn1'
import { parseAlgorithmIdentifier, parseCertificate, verifySignature } from '@tapis/pki/x509'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClosableKeyCustodian } from './key-object-custodian.ts'

/**
 * @param open opens a new custodian of the same key, with a path of at least the leaf and its
 * issuer.
 */
export function keyCustodianContract(name: string, open: () => Promise<ClosableKeyCustodian>): void {
  const message = new TextEncoder().encode('isi yang ditandatangani')

  describe(`the key custodian ${name}`, () => {
    it('signs any message so that its first certificate verifies it', async () => {
      using custodian = await open()
      const property = fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (signed) => {
        const signature = await signMessage(custodian, signed)
        expect(await verdictOf(custodian, signed, signature)).toBe('right')
        expect(await verdictOf(custodian, Uint8Array.of(...signed, 0), signature)).toBe('wrong')
      })
      await fc.assert(property, { numRuns: 20 })
    })

    it('names an algorithm that its key can sign with, and a CMS signature can hold', async () => {
      using custodian = await open()
      const template = signedDataTemplate(custodian.certificatePath, custodian.algorithm)
      const signature = await signMessage(custodian, message)
      expect(template.algorithm.name).toBe(custodian.algorithm)
      expect(signature.length).toBeLessThanOrEqual(template.maximumSignatureBytes)
    })

    it('leaves what it signs as it is', async () => {
      using custodian = await open()
      const given = message.slice()
      await signMessage(custodian, given)
      expect(given).toEqual(message)
    })

    it('orders the certificate path from the leaf up', async () => {
      using custodian = await open()
      const path = custodian.certificatePath.map((der) => parseCertificate(der))
      expect(path.length).toBeGreaterThanOrEqual(2)
      for (const [index, issuer] of path.slice(1).entries()) {
        const issued = path[index]
        if (issued === undefined) throw new TypeError('a path without its beginning')
        const { signatureAlgorithm, signature, tbs } = issued
        const { publicKey } = issuer
        const stated = { algorithm: signatureAlgorithm, signature, message: tbs, publicKey }
        expect((await verifySignature(stated)).verdict).toBe('right')
      }
    })

    it('gives its certificates as DER, byte for byte', async () => {
      using custodian = await open()
      for (const der of custodian.certificatePath) expect(parseCertificate(der).der).toEqual(der)
    })

    it('signs many messages at once, each with a signature of its own', async () => {
      using custodian = await open()
      const messages = Array.from({ length: 20 }, (_, index) => Uint8Array.of(index))
      const signatures = await Promise.all(messages.map((each) => signMessage(custodian, each)))
      const verdicts = messages.map((each, index) =>
        verdictOf(custodian, each, signatures[index] ?? new Uint8Array()),
      )
      expect(await Promise.all(verdicts)).toEqual(messages.map(() => 'right'))
    })

    it('does not sign for a signal that was aborted before, and rejects with its reason', async () => {
      using custodian = await open()
      const reason = new Error('nobody waits any more')
      const signal = AbortSignal.abort(reason)
      await expect(custodian.sign(anyInputOf(custodian, 0), { signal })).rejects.toBe(reason)
      await expect(signMessage(custodian, message, { signal })).rejects.toBe(reason)
    })

    it('gives a right signature, or the reason, when the signal aborts while it signs, and signs again', async () => {
      using custodian = await open()
      const abort = new AbortController()
      const reason = new Error('nobody waits any more')
      const pending = signMessage(custodian, message, { signal: abort.signal })
      abort.abort(reason)
      const outcome: unknown = await pending.catch((error: unknown) => error)
      if (outcome instanceof Uint8Array) expect(await verdictOf(custodian, message, outcome)).toBe('right')
      else expect(outcome).toBe(reason)
      expect(await verdictOf(custodian, message, await signMessage(custodian, message))).toBe('right')
    })

    it('ends the signatures that are under way when it is closed, and refuses later ones', async () => {
      const custodian = await open()
      // Through `sign` itself: `signMessage` may still be hashing when the custodian is closed.
      const pending = [1, 2, 3].map((octet) => custodian.sign(anyInputOf(custodian, octet)))
      custodian.close()
      await expect(custodian.sign(anyInputOf(custodian, 4))).rejects.toMatchObject({
        code: 'CUSTODIAN_CLOSED',
      })
      expect((await Promise.all(pending)).every(({ length }) => length > 0)).toBe(true)
    })

    it('does not sign once it is closed, however often that is', async () => {
      const custodian = await open()
      custodian.close()
      custodian.close()
      await expect(signMessage(custodian, message)).rejects.toMatchObject({ code: 'CUSTODIAN_CLOSED' })
    })

    it('leaves another custodian of the same key open when it is closed', async () => {
      const closed = await open()
      using custodian = await open()
      closed.close()
      expect(await verdictOf(custodian, message, await signMessage(custodian, message))).toBe('right')
    })
  })
}

/** A message, or what could be the digest of one, all of whose octets are the same. */
function anyInputOf({ algorithm }: ClosableKeyCustodian, octet: number): Uint8Array {
  return new Uint8Array(signatureAlgorithm(algorithm).digest.digestBytes).fill(octet)
}

/** Judges a signature with the key of the first certificate, as a validator does. */
async function verdictOf(
  { certificatePath, algorithm }: ClosableKeyCustodian,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<string> {
  const template = signedDataTemplate(certificatePath, algorithm)
  const { verdict } = await verifySignature({
    algorithm: parseAlgorithmIdentifier(readDer(template.signatureAlgorithm)),
    digestOid: template.algorithm.digest.oid,
    publicKey: parseCertificate(template.signingCertificate).publicKey,
    message,
    signature,
  })
  return verdict
}
