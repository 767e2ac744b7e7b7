// What every TimestampAuthority owes its consumer. Each implementation's test runs this suite.
import type { TimestampAuthority } from '@tapis/pades/create'
import * as asn1js from 'asn1js'
import fc from 'fast-check'
import * as pkijs from 'pkijs'
import { describe, expect, it } from 'vitest'

/** @param time what the authority's clock says, always */
export function timestampAuthorityContract(
  name: string,
  time: Date,
  open: () => Promise<TimestampAuthority>,
): void {
  const imprintOf = async (data: Uint8Array) => {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(data)))
    return { algorithm: 'sha-256', digest } as const
  }
  const signedDataOf = (token: Uint8Array) => {
    const contentInfo = new pkijs.ContentInfo({ schema: asn1js.fromBER(new Uint8Array(token)).result })
    return new pkijs.SignedData({ schema: contentInfo.content })
  }

  describe(`timestamp authority: ${name}`, () => {
    it('gives tokens over any data, which an independent implementation verifies', async () => {
      const authority = await open()
      const property = fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 100 }), async (data) => {
        const token = await authority.timestamp(await imprintOf(data))
        const signedData = signedDataOf(token)
        // pkijs compares the imprint with `data`, then checks the message digest and the signature.
        const verified = await signedData.verify({
          signer: 0,
          trustedCerts: [],
          data: new Uint8Array(data).buffer,
        })
        expect(verified).toBe(true)
      })
      await fc.assert(property, { numRuns: 10 })
    })

    it("states the authority's time and holds its certificate", async () => {
      const authority = await open()
      const signedData = signedDataOf(await authority.timestamp(await imprintOf(testBytes)))
      const eContent = new Uint8Array(signedData.encapContentInfo.eContent?.getValue() ?? [])
      const tstInfo = new pkijs.TSTInfo({ schema: asn1js.fromBER(eContent).result })
      expect(tstInfo.genTime.getTime()).toBeLessThanOrEqual(time.getTime())
      expect(time.getTime() - tstInfo.genTime.getTime()).toBeLessThan(1000 * (tstInfo.accuracy?.seconds ?? 0))
      expect(signedData.certificates?.length).toBeGreaterThan(0)
    })

    it('gives a different token every time', async () => {
      const authority = await open()
      const imprint = await imprintOf(testBytes)
      expect(await authority.timestamp(imprint)).not.toEqual(await authority.timestamp(imprint))
    })

    it('foresees the size of its tokens', async () => {
      const authority = await open()
      const foreseen = authority.expectedTokenBytes
      for (let i = 0; i < 5; i++) {
        const token = await authority.timestamp(await imprintOf(Uint8Array.of(i)))
        expect(token.length).toBeLessThanOrEqual(foreseen)
        expect(token.length).toBeLessThanOrEqual(authority.expectedTokenBytes)
      }
    })

    it('refuses a digest that is not 32 bytes long', async () => {
      const authority = await open()
      await expect(
        authority.timestamp({ algorithm: 'sha-256', digest: new Uint8Array(20) }),
      ).rejects.toBeInstanceOf(TypeError)
    })
  })
}

const testBytes = new TextEncoder().encode('Surat keterangan (data uji)')
