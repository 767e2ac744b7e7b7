import {
  extension,
  type Issued,
  issue,
  issueOcspResponse,
  type OcspAnswerOptions,
  type OcspOptions,
  ocspError,
} from '@tapis/testing/pki'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { SHA_256 } from '../algorithms.ts'
import { Asn1Error, readDer } from '../asn1/der-reader.ts'
import { explicit, octetString, sequence } from '../asn1/der-values.ts'
import { derNull, derSequence } from '../asn1/der-writer.ts'
import { hex } from '../bytes.ts'
import { parseCertificate } from '../x509/certificate.ts'
import { certificateIdMatches, ocspRequest } from './ocsp-request.ts'
import { parseOcspResponse } from './ocsp-response.ts'

let authority: Issued
let leaf: Issued
let second: Issued

beforeAll(async () => {
  authority = await issue({ subject: 'CN=Penerbit', isCa: true })
  leaf = await issue({ subject: 'CN=Daun', issuer: authority })
  second = await issue({ subject: 'CN=Daun Kedua', issuer: authority })
})

const answer = (options: Partial<OcspAnswerOptions> = {}): OcspAnswerOptions => ({
  certificate: leaf,
  issuer: authority,
  ...options,
})
const response = async (options: Partial<OcspOptions> = {}) =>
  parseOcspResponse(await issueOcspResponse(authority, { responses: [answer()], ...options }))

describe('parseOcspResponse', () => {
  it('reads a good answer', async () => {
    const parsed = await response({ nonce: Uint8Array.of(1, 2, 3), certificates: [authority] })
    expect(parsed.producedAt.toISOString()).toBe('2026-06-01T00:00:00.000Z')
    expect(parsed.responder.name?.relativeNames[0]?.[0]?.value).toBe('Penerbit')
    expect(parsed.nonce).toEqual(Uint8Array.of(1, 2, 3))
    expect(parsed.certificates).toEqual([authority.der])
    expect(parsed.responses).toHaveLength(1)
    expect(parsed.responses[0]).toMatchObject({
      status: 'good',
      thisUpdate: new Date('2026-06-01T00:00:00Z'),
      nextUpdate: new Date('2026-06-08T00:00:00Z'),
    })
    expect(parsed.responses[0]?.revocationTime).toBeUndefined()
  })

  it('reads revoked and unknown answers, and a responder known by its key', async () => {
    const parsed = await response({
      byKey: true,
      responses: [
        answer({ status: 'revoked', reason: 'cessationOfOperation', revocationTime: '2026-05-05T05:05:05Z' }),
        answer({
          certificate: second,
          status: 'unknown',
          nextUpdate: null,
          archiveCutoff: '2020-01-01T00:00:00Z',
        }),
      ],
    })
    expect(parsed.responder.keyHash).toHaveLength(20)
    expect(parsed.responses[0]).toMatchObject({
      status: 'revoked',
      reason: 'cessationOfOperation',
      revocationTime: new Date('2026-05-05T05:05:05Z'),
    })
    expect(parsed.responses[1]).toMatchObject({
      status: 'unknown',
      archiveCutoff: new Date('2020-01-01T00:00:00Z'),
    })
    expect(parsed.responses[1]?.nextUpdate).toBeUndefined()
  })

  it('takes a bare BasicOCSPResponse for the same', async () => {
    const whole = await issueOcspResponse(authority, { responses: [answer()] })
    const bytes = sequence(readDer(whole))[1]
    if (bytes === undefined) throw new TypeError('no response bytes')
    const basic = octetString(sequence(explicit(bytes))[1])
    expect(parseOcspResponse(basic).tbs).toEqual(parseOcspResponse(whole).tbs)
  })

  it('names critical extensions that are not understood, of the response and of an answer', async () => {
    const unknown = extension('1.2.3.4', derNull(), true)
    expect([...(await response({ extensions: [unknown] })).unknownCriticalExtensions]).toEqual(['1.2.3.4'])
    const { responses } = await response({ responses: [answer({ extensions: [unknown] })] })
    expect([...(responses[0]?.unknownCriticalExtensions ?? [])]).toEqual(['1.2.3.4'])
  })

  it.each([
    { title: 'an error of the responder', der: ocspError(3), message: 'found tryLater' },
    { title: 'an error without a name', der: ocspError(77), message: 'found 77' },
    { title: 'success without a response', der: ocspError(0), message: 'expected responseBytes' },
    { title: 'something else', der: derSequence(derNull()), message: 'expected' },
    { title: 'more than 1 MiB', der: new Uint8Array(1024 * 1024 + 1), message: 'at most' },
  ])('refuses $title', ({ der, message }) => {
    expect(() => parseOcspResponse(der)).toThrow(Asn1Error)
    expect(() => parseOcspResponse(der)).toThrow(message)
  })

  it('throws nothing but Asn1Error for a damaged response', async () => {
    const der = await issueOcspResponse(authority, {
      responses: [
        answer({ status: 'revoked', reason: 'superseded' }),
        answer({ archiveCutoff: '2020-01-01T00:00:00Z' }),
      ],
      nonce: Uint8Array.of(1, 2, 3),
      certificates: [authority],
    })
    const damage = fc.array(fc.tuple(fc.nat(der.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(damage, fc.option(fc.nat(der.length)), (changes, length) => {
        const damaged = der.slice(0, length ?? der.length)
        for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value
        try {
          parseOcspResponse(damaged)
        } catch (error) {
          expect(error).toBeInstanceOf(Asn1Error)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('certificateIdMatches', () => {
  it.each(['SHA-1', 'SHA-256'] as const)('knows its certificate and no other by %s', async (digest) => {
    const { responses } = await response({ responses: [answer({ digest })] })
    const id = responses[0]?.certificateId
    if (id === undefined) throw new TypeError('no answer')
    const [ca, first, other] = [authority, leaf, second].map(({ der }) => parseCertificate(der))
    if (ca === undefined || first === undefined || other === undefined) throw new TypeError('no certificate')
    const namesake = parseCertificate((await issue({ subject: 'CN=Penerbit', isCa: true })).der)
    expect(await certificateIdMatches(id, first, ca)).toBe(true)
    expect(await certificateIdMatches(id, other, ca)).toBe(false)
    expect(await certificateIdMatches(id, first, namesake)).toBe(false)
    expect(await certificateIdMatches({ ...id, hashOid: '1.2.840.113549.2.5' }, first, ca)).toBe(false)
  })
})

describe('ocspRequest', () => {
  it('asks for one certificate, with SHA-1 and without a nonce where nothing else is said', async () => {
    const [ca, first] = [parseCertificate(authority.der), parseCertificate(leaf.der)]
    const plain = readDer(await ocspRequest(first, ca))
    expect(hex(plain.bytes)).toContain('300906052b0e03021a0500')
    expect(plain.children[0]?.children).toHaveLength(1)
    const asked = await ocspRequest(first, ca, { nonce: new Uint8Array(16).fill(7), digest: SHA_256 })
    expect(hex(asked)).toContain('0609608648016503040201')
    // RFC 8954 §2.1: the nonce is an OCTET STRING inside the extension's.
    expect(hex(asked)).toContain(`06092b060105050730010204120410${'07'.repeat(16)}`)
  })
})
