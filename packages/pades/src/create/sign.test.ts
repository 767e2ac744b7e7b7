import { createHash } from 'node:crypto'
import { OID, SHA_1, SHA_256 } from '@tapis/pki'
import {
  derContext,
  derElement,
  derInteger,
  derOctetString,
  derOid,
  derSequence,
  derSetOf,
  oid,
  readDer,
  sequence,
} from '@tapis/pki/asn1'
import { buildPdf, signedBytes, structures } from '@tapis/testing/pdf'
import { fieldsIn, type SoftwareCustodian, signaturesIn, softwareCustodian } from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { isDictionary, isName, isStream, isString } from '../pdf/objects.ts'
import { openPdf } from '../pdf/open.ts'
import { latin1 } from '../pdf/syntax/characters.ts'
import { textOf } from '../pdf/syntax/text.ts'
import type { Baseline, TimestampAuthority } from './ports.ts'

const fields = { signingTime: new Date('2026-11-24T03:04:05.678Z') }
const baseline: Baseline = { level: 'B-B' }
const appearance = {
  page: 1,
  rect: { x: 10, y: 20, width: 100, height: 50 },
  content: new TextEncoder().encode('0 0 1 rg 0 0 100 50 re f'),
  fonts: [],
}
let custodian: SoftwareCustodian

beforeAll(async () => {
  custodian = await softwareCustodian('ecdsa-p256-sha256')
})

/** A token over the digest whose signature has no octets, with padding. */
function tokenOver(digest: Uint8Array, paddingBytes: number, digestOid = SHA_256.oid): Uint8Array {
  const algorithm = derSequence(derOid(digestOid))
  const time = derElement(0x18, latin1('20261124030405Z'))
  const imprint = derSequence(algorithm, derOctetString(digest))
  const info = derSequence(derInteger(1), derOid('1.2.3'), imprint, derInteger(1), time)
  const content = derSequence(derOid(OID.tstInfo), derContext(0, derOctetString(info)))
  const padding = derContext(0, derOctetString(new Uint8Array(paddingBytes)))
  const signer = derSequence(
    derInteger(1),
    derSequence(derSequence(), derInteger(1)),
    algorithm,
    algorithm,
    derOctetString(new Uint8Array()),
  )
  const signedData = derSequence(derInteger(3), derSetOf([algorithm]), content, padding, derSetOf([signer]))
  return derSequence(derOid(OID.signedData), derContext(0, signedData))
}

/** Answers with a token of a fixed size, and remembers what it was asked to stamp. */
function authority(tokenBytes: number, expectedTokenBytes: number) {
  const imprints: Uint8Array[] = []
  const port: TimestampAuthority = {
    expectedTokenBytes,
    async timestamp({ digest }) {
      imprints.push(digest)
      return tokenOver(digest, tokenBytes)
    },
  }
  return { port, imprints }
}

describe('signPdf', () => {
  it.each(structures)('signs %s three times over, and every signature stays right', async (_, shape) => {
    let pdf = buildPdf(shape)
    for (const options of [{}, { appearance }, {}]) {
      const signed = await signedBytes(pdf, { custodian, baseline, fields, ...options })
      expect(signed.subarray(0, pdf.length)).toEqual(pdf)
      pdf = signed
    }
    const signatures = signaturesIn(pdf)
    expect(signatures).toHaveLength(3)
    for (const { verify } of signatures) expect(await verify()).toBe(true)
  })

  it.each([
    'ecdsa-p256-sha256',
    'ecdsa-p384-sha384',
    'ecdsa-p521-sha512',
    'rsa-pkcs1-sha256',
    'rsa-pss-sha256',
  ] as const)('signs with %s', async (algorithm) => {
    const signer = await softwareCustodian(algorithm)
    const signed = await signedBytes(buildPdf(), { custodian: signer, baseline, fields })
    expect(await signaturesIn(signed)[0]?.verify()).toBe(true)
  })

  it('covers everything but the value of /Contents', async () => {
    const signed = await signedBytes(buildPdf(), { custodian, baseline, fields })
    const [signature] = signaturesIn(signed)
    const [start, end] = signature?.contentsSpan ?? [0, 0]
    expect(signature?.byteRange).toEqual([0, start, end, signed.length - end])
    expect(signed[start]).toBe(0x3c)
    expect(signed[end - 1]).toBe(0x3e)
  })

  it('pads the DER in /Contents with zeros, and with few of them', async () => {
    const signed = await signedBytes(buildPdf(), { custodian, baseline, fields })
    const contents = signaturesIn(signed)[0]?.contents ?? new Uint8Array()
    const length = ((contents[2] ?? 0) << 8) + (contents[3] ?? 0) + 4
    expect(contents.subarray(length).every((byte) => byte === 0)).toBe(true)
    expect(contents.length - length).toBeLessThan(80)
  })

  it('fails verification when a byte of the document changes', async () => {
    const signed = await signedBytes(buildPdf(), { custodian, baseline, fields })
    signed[12] = (signed[12] ?? 0) ^ 1
    await expect(signaturesIn(signed)[0]?.verify()).rejects.toThrow()
  })

  it('writes content-type, message-digest and signing-certificate-v2, and no signing-time', async () => {
    const signed = await signedBytes(buildPdf(), { custodian, baseline, fields })
    const { contents } = signaturesIn(signed)[0] ?? {}
    const info = signaturesIn(signed)[0]?.signedData.signerInfos[0]
    expect(contents?.length).toBeGreaterThan(0)
    expect(info?.version).toBe(1)
    expect(info?.signedAttrs?.attributes.map(({ type }) => type)).toEqual([
      OID.contentType,
      OID.messageDigest,
      OID.signingCertificateV2,
    ])
    expect(info?.unsignedAttrs).toBeUndefined()
    const reference = new Uint8Array(info?.signedAttrs?.attributes[2]?.values[0].toBER(false))
    const [certificates] = sequence(readDer(reference))
    const [essCertId] = sequence(certificates)
    const [certHash, ...more] = sequence(essCertId)
    const expected = createHash('sha256')
      .update(custodian.certificatePath[0] ?? '')
      .digest()
    expect(certHash?.content).toEqual(new Uint8Array(expected))
    expect(more).toEqual([])
  })

  it('describes the signature as PAdES asks', async () => {
    const told = {
      ...fields,
      name: 'Siti Rekaan',
      reason: 'Persetujuan – uji',
      location: 'Kota Contoh',
      contactInfo: 'x@contoh.invalid',
    }
    const signed = await signedBytes(buildPdf(), { custodian, baseline, fields: told })
    const entries = signaturesIn(signed)[0]?.dictionary.entries ?? new Map()
    expect([...entries.keys()]).toEqual([
      ...['Type', 'Filter', 'SubFilter', 'M', 'Name', 'Reason', 'Location', 'ContactInfo'],
      ...['ByteRange', 'Contents'],
    ])
    const text = (key: string) => {
      const value = entries.get(key)
      return isString(value) ? textOf(value) : isName(value) ? value.value : undefined
    }
    expect(text('SubFilter')).toBe('ETSI.CAdES.detached')
    expect(text('M')).toBe("D:20261124030405+00'00'")
    expect(text('Reason')).toBe('Persetujuan – uji')
  })

  it('makes a printable locked widget on its page, and a form that says it is signed', async () => {
    const document = openPdf(await signedBytes(buildPdf(), { custodian, baseline, fields, appearance }))
    const form = document.resolve(document.catalog.entries.get('AcroForm'))
    expect(isDictionary(form) && form.entries.get('SigFlags')).toBe(3)
    const [field] = fieldsIn(document)
    expect(field?.entries.get('F')).toBe(132)
    expect(field?.entries.get('P')).toEqual({ kind: 'ref', objectNumber: 10, generation: 0 })
    expect(field?.entries.get('Rect')).toEqual([10, 20, 110, 70])
    const appearances = document.resolve(field?.entries.get('AP'))
    const normal = isDictionary(appearances) ? document.resolve(appearances.entries.get('N')) : null
    expect(isStream(normal) && normal.dictionary.entries.get('BBox')).toEqual([0, 0, 100, 50])
  })

  it('makes an invisible field of no size, still with an appearance, when none is given', async () => {
    const document = openPdf(await signedBytes(buildPdf(), { custodian, baseline, fields }))
    const [field] = fieldsIn(document)
    expect(field?.entries.get('Rect')).toEqual([0, 0, 0, 0])
    expect(field?.entries.has('AP')).toBe(true)
  })

  it('names fields by the first free number, or as asked', async () => {
    let pdf = await signedBytes(buildPdf(), {
      custodian,
      baseline,
      fields: { ...fields, fieldName: 'Signature2' },
    })
    for (let round = 0; round < 2; round++) pdf = await signedBytes(pdf, { custodian, baseline, fields })
    const names = fieldsIn(openPdf(pdf)).map((field) => field.entries.get('T'))
    expect(names.map((value) => (isString(value) ? textOf(value) : ''))).toEqual([
      'Signature2',
      'Signature1',
      'Signature3',
    ])
  })

  it('is deterministic but for the signature value', async () => {
    const signed = await Promise.all(
      [0, 1].map(() => signedBytes(buildPdf(), { custodian, baseline, fields })),
    )
    const [first, second] = signed.map((pdf) => {
      const [start, end] = signaturesIn(pdf)[0]?.contentsSpan ?? [0, 0]
      return [pdf.subarray(0, start), pdf.subarray(end)]
    })
    expect(first).toEqual(second)
  })

  it('hands the document to the given hash as it is, and only the update beside it', async () => {
    const pdf = buildPdf()
    const seen: (readonly Uint8Array[])[] = []
    const signed = await signedBytes(pdf, {
      custodian,
      baseline,
      fields,
      hash(_algorithm, chunks) {
        seen.push([...chunks])
        const hash = createHash('sha256')
        for (const chunk of chunks) hash.update(chunk)
        return new Uint8Array(hash.digest())
      },
    })
    const withDocument = seen.filter((chunks) => chunks.includes(pdf))
    expect(withDocument).toHaveLength(1)
    expect(withDocument[0]?.map((chunk) => chunk === pdf)).toEqual([true, false, false])
    expect(await signaturesIn(signed)[0]?.verify()).toBe(true)
  })
})

describe('signPdf at B-T', () => {
  it('stamps the signature value and carries the token as an unsigned attribute', async () => {
    const { port, imprints } = authority(3000, 3100)
    const before = custodian.uses()
    const level: Baseline = { level: 'B-T', timestampAuthority: port }
    const signed = await signedBytes(buildPdf(), { custodian, baseline: level, fields })
    const [signature] = signaturesIn(signed)
    const info = signature?.signedData.signerInfos[0]
    const value = new Uint8Array(info?.signature.valueBlock.valueHexView ?? [])
    expect(imprints).toEqual([new Uint8Array(createHash('sha256').update(value).digest())])
    expect(info?.unsignedAttrs?.attributes.map(({ type }) => type)).toEqual([OID.signatureTimestampToken])
    expect(await signature?.verify()).toBe(true)
    expect(custodian.uses() - before).toBe(1)
  })

  it('prepares and signs once more when the token is larger than foreseen', async () => {
    const { port, imprints } = authority(9000, 100)
    const before = custodian.uses()
    const level: Baseline = { level: 'B-T', timestampAuthority: port }
    const signed = await signedBytes(buildPdf(), { custodian, baseline: level, fields })
    expect(await signaturesIn(signed)[0]?.verify()).toBe(true)
    expect(custodian.uses() - before).toBe(2)
    expect(imprints).toHaveLength(2)
  })

  it('gives up when the token grows again', async () => {
    let tokenBytes = 1000
    const port: TimestampAuthority = {
      expectedTokenBytes: 100,
      async timestamp() {
        tokenBytes += 5000
        return derElement(0x30, new Uint8Array(tokenBytes))
      },
    }
    const level: Baseline = { level: 'B-T', timestampAuthority: port }
    await expect(signedBytes(buildPdf(), { custodian, baseline: level, fields })).rejects.toMatchObject({
      code: 'CONTENTS_TOO_SMALL',
    })
  })

  it.each<[string, (digest: Uint8Array) => Uint8Array]>([
    ['is no token', () => Uint8Array.of(0x30, 0)],
    ['is over something else', (digest) => tokenOver(digest.toReversed(), 10)],
    ['is of an algorithm that was not asked for', (digest) => tokenOver(digest, 10, SHA_1.oid)],
  ])('refuses an answer that %s', async (_, answer) => {
    const timestampAuthority: TimestampAuthority = {
      expectedTokenBytes: 3000,
      timestamp: async ({ digest }) => answer(digest),
    }
    const level: Baseline = { level: 'B-T', timestampAuthority }
    await expect(signedBytes(buildPdf(), { custodian, baseline: level, fields })).rejects.toMatchObject({
      code: 'TIMESTAMP_MALFORMED',
    })
  })

  it('has SignedData as the only content of the container', async () => {
    const signed = await signedBytes(buildPdf(), { custodian, baseline, fields })
    const { contents } = signaturesIn(signed)[0] ?? { contents: new Uint8Array() }
    const length = ((contents[2] ?? 0) << 8) + (contents[3] ?? 0) + 4
    // readDer refuses whatever is not distinguished encoding.
    const [type] = sequence(readDer(contents.subarray(0, length)))
    expect(oid(type)).toBe(OID.signedData)
  })
})
