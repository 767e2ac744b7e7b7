import { createHash } from 'node:crypto'
import { buildPdf } from '@tapis/testing/pdf'
import { type SoftwareCustodian, softwareCustodian } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { type KeyCustodian, type SigningOptions, signMessage, signPdf } from './index.ts'

const message = new TextEncoder().encode('isi yang ditandatangani')
let software: SoftwareCustodian

beforeAll(async () => {
  software = await softwareCustodian('ecdsa-p384-sha384')
})

interface Asked {
  readonly input: Uint8Array
  readonly options: SigningOptions | undefined
}

/** Notes what it is asked to sign, and answers with what is no signature. */
function notingCustodian(takes: 'message' | 'digest', asked: Asked[]): KeyCustodian {
  return {
    takes,
    algorithm: 'ecdsa-p384-sha384',
    certificatePath: software.certificatePath,
    async sign(input, options) {
      asked.push({ input, options })
      return Uint8Array.of(1)
    },
  }
}

describe('signMessage', () => {
  it('gives a custodian that takes messages the message', async () => {
    const asked: Asked[] = []
    await signMessage(notingCustodian('message', asked), message)
    expect(asked.map(({ input }) => input)).toEqual([message])
  })

  it('refuses a custodian that does not say what it takes, rather than sign a digest of a digest', async () => {
    const asked: Asked[] = []
    // @ts-expect-error A program without types may leave it out.
    const custodian: KeyCustodian = { ...notingCustodian('message', asked), takes: undefined }
    await expect(signMessage(custodian, message)).rejects.toThrow(TypeError)
    expect(asked).toEqual([])
  })

  it("gives a custodian that takes digests the digest of its algorithm, and the caller's signal", async () => {
    const asked: Asked[] = []
    const { signal } = new AbortController()
    await signMessage(notingCustodian('digest', asked), message, { signal })
    const digest = new Uint8Array(createHash('sha384').update(message).digest())
    expect(asked.map(({ input }) => input)).toEqual([digest])
    expect(asked[0]?.options?.signal).toBe(signal)
  })

  it.each(['message', 'digest'] as const)(
    'rejects with the reason of a signal that was aborted before, and asks no custodian that takes a %s',
    async (takes) => {
      const asked: Asked[] = []
      const reason = new Error('nobody waits any more')
      const signing = signMessage(notingCustodian(takes, asked), message, {
        signal: AbortSignal.abort(reason),
      })
      await expect(signing).rejects.toBe(reason)
      expect(asked).toEqual([])
    },
  )
})

describe('signPdf', () => {
  it('lets a custodian that takes digests sign the digest of the signed attributes', async () => {
    const asked: Asked[] = []
    const fields = { signingTime: new Date('2026-11-24T03:32:00Z') }
    const signing = signPdf(buildPdf(), {
      custodian: notingCustodian('digest', asked),
      baseline: { level: 'B-B' },
      fields,
    })
    await expect(signing).rejects.toMatchObject({ code: 'SIGNATURE_MALFORMED' })
    expect(asked.map(({ input }) => input.length)).toEqual([48])
  })
})
