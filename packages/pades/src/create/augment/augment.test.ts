// Levels that last: what is written, that earlier bytes stay, and what is refused.

import { OID } from '@tapis/pki'
import { derContext, derInteger, derNull, derOid, derSequence, derSetOf } from '@tapis/pki/asn1'
import { parseCertificate } from '@tapis/pki/x509'
import { buildPdf, GrowingFile, signedBytes, structures } from '@tapis/testing/pdf'
import {
  crlPoints,
  custodianOf,
  type EvidenceAnswers,
  evidenceSourceOf,
  extension,
  forCertificate,
  type Issued,
  issue,
  place,
  type RevocableCity,
  revocableCity,
  timestampAuthorityOf,
} from '@tapis/testing/pki'
import { beforeAll, describe, expect, it } from 'vitest'
import { decodeStream } from '../../pdf/filters/filters.ts'
import { isArray, isDictionary, isStream, type PdfDictionary } from '../../pdf/objects.ts'
import { openPdf } from '../../pdf/open.ts'
import { latin1 } from '../../pdf/syntax/characters.ts'
import { validatePdf } from '../../validate/index.ts'
import type { PadesErrorCode } from '../errors.ts'
import type { Baseline, EvidenceAnswer, EvidenceSource, TimestampAuthority } from '../ports.ts'
import { signGrowing } from '../sign.ts'
import { type AugmentOptions, augmentGrowing, augmentPdf } from './augment.ts'

const at = new Date('2026-06-02T00:00:00Z')
const answers: EvidenceAnswers = { at: '2026-06-01T00:00:00Z', until: '2026-06-08T00:00:00Z' }
const fields = { signingTime: at }
let city: RevocableCity

beforeAll(async () => {
  city = await revocableCity()
})

const authority = (leaf: Issued = city.publishedTimestamping, time = at): TimestampAuthority =>
  timestampAuthorityOf(leaf, [city.timestampingAuthority], time)
const lasting = (
  level: 'B-LT' | 'B-LTA',
  evidenceSource: EvidenceSource = evidenceSourceOf(city, answers),
): Extract<Baseline, { level: 'B-LT' | 'B-LTA' }> => ({
  level,
  timestampAuthority: authority(),
  evidenceSource,
})
const sign = (baseline: Baseline, pdf = buildPdf()) =>
  signedBytes(pdf, { custodian: custodianOf(city.signer, city.authority), baseline, fields })
const raised = async (pdf: Uint8Array, level: 'B-LT' | 'B-LTA', settings: Partial<AugmentOptions> = {}) =>
  (await augmentPdf(pdf, { ...lasting(level), at, ...settings })).bytes()

interface Store {
  readonly certificates: readonly Uint8Array[]
  readonly crls: number
  readonly ocspResponses: number
  readonly dictionary: PdfDictionary
}

function storeOf(pdf: Uint8Array): Store {
  const document = openPdf(pdf)
  const dictionary = document.resolve(document.catalog.entries.get('DSS'))
  if (!isDictionary(dictionary)) throw new TypeError('there is no store')
  const items = (key: string) => {
    const list = document.resolve(dictionary.entries.get(key))
    return (isArray(list) ? list : []).map((item) => {
      const stream = document.resolve(item)
      if (!isStream(stream)) throw new TypeError('an item of the store is no stream')
      return decodeStream(stream)
    })
  }
  return {
    certificates: items('Certs'),
    crls: items('CRLs').length,
    ocspResponses: items('OCSPs').length,
    dictionary,
  }
}

const startsWith = (whole: Uint8Array, part: Uint8Array) =>
  Buffer.compare(whole.subarray(0, part.length), part) === 0
const subFilters = (pdf: Uint8Array) =>
  [...new TextDecoder('latin1').decode(pdf).matchAll(/\/SubFilter \/([\w.]+)/g)].map(([, found]) => found)

/** Answers as before what it was asked before. */
function withMemory(source: EvidenceSource): EvidenceSource {
  const known = new Map<string, Promise<EvidenceAnswer>>()
  const once = (url: string, ask: () => Promise<EvidenceAnswer>) => {
    const answer = known.get(url) ?? ask()
    known.set(url, answer)
    return answer
  }
  return {
    certificates: source.certificates ?? [],
    ocsp: (url, request) => once(url, () => source.ocsp(url, request)),
    crl: (url) => once(url, () => source.crl(url)),
    certificate: (url) => once(url, () => source.certificate(url)),
  }
}

describe('validation data', () => {
  it('is kept for every certificate of signer, responder and timestamp authority', async () => {
    const { certificates, crls, ocspResponses } = storeOf(await sign(lasting('B-LT')))
    const wanted = [
      city.signer,
      city.authority,
      city.root,
      city.responder,
      city.publishedTimestamping,
      city.timestampingAuthority,
    ]
    expect(certificates).toHaveLength(wanted.length)
    for (const { der } of wanted) expect(certificates).toContainEqual(der)
    // The signer by OCSP; its authority, and the timestamp authority, by lists. The responder is
    // exempt.
    expect({ crls, ocspResponses }).toEqual({ crls: 2, ocspResponses: 1 })
  })

  it('has what the responder needs, where its own revocation is published', async () => {
    const source = evidenceSourceOf(city, { ...answers, responder: 'checkedResponder' })
    const { certificates, crls } = storeOf(await sign(lasting('B-LT', source)))
    expect(certificates).toContainEqual(city.checkedResponder.der)
    expect(crls).toBe(3)
    expect(source.asked).toContain(place.responderList)
  })

  it('comes from a list where the responder does not answer', async () => {
    const source = evidenceSourceOf(city, { ...answers, silent: [place.responder] })
    expect(storeOf(await sign(lasting('B-LT', source)))).toMatchObject({ crls: 3, ocspResponses: 0 })
  })

  it('has the issuer that only its place gives', async () => {
    const pdf = await signedBytes(buildPdf(), {
      custodian: custodianOf(city.signer),
      baseline: lasting('B-LT'),
      fields,
    })
    expect(storeOf(pdf).certificates).toContainEqual(city.authority.der)
  })

  it('has the issuer from a SignedData with certificates alone', async () => {
    const bundle = derSequence(
      derOid(OID.signedData),
      derContext(
        0,
        derSequence(
          derInteger(1),
          derSetOf([]),
          derSequence(derOid(OID.data)),
          derContext(0, city.root.der, city.authority.der),
          derSetOf([]),
        ),
      ),
    )
    const source = { ...evidenceSourceOf(city, answers), certificate: async () => bundle }
    const pdf = await signedBytes(buildPdf(), {
      custodian: custodianOf(city.signer),
      baseline: lasting('B-LT', source),
      fields,
    })
    expect(storeOf(pdf).certificates).toContainEqual(city.authority.der)
  })

  it('is wanted of a signer whatever is said of responders', async () => {
    const signer = await issue({
      subject: 'C=ID,CN=Bukan Penjawab Rekaan',
      issuer: city.authority,
      extensions: forCertificate(
        extension(OID.ocspNoCheck, derNull()),
        crlPoints([{ names: [{ uri: place.list }] }]),
      ),
    })
    const source = evidenceSourceOf(city, { ...answers, silent: [place.list] })
    const signed = signedBytes(buildPdf(), {
      custodian: custodianOf(signer, city.authority),
      baseline: lasting('B-LT', source),
      fields,
    })
    await expect(signed).rejects.toMatchObject({
      code: 'EVIDENCE_UNAVAILABLE',
      message: expect.stringContaining(place.list),
    })
  })

  it('is asked for a bounded number of times', async () => {
    const uris = Array.from({ length: 1000 }, (_, index) => ({ uri: `http://daftar.example/${index}` }))
    const signer = await issue({
      subject: 'C=ID,CN=Banyak Tempat',
      issuer: city.authority,
      extensions: forCertificate(crlPoints([{ names: uris }])),
    })
    const source = evidenceSourceOf(city, answers)
    const signed = signedBytes(buildPdf(), {
      custodian: custodianOf(signer, city.authority),
      baseline: lasting('B-LT', source),
      fields,
    })
    await expect(signed).rejects.toMatchObject({ code: 'EVIDENCE_UNAVAILABLE' })
    expect(source.asked.length).toBeLessThanOrEqual(128)
  })

  it('may say revoked, of a time after the signature is proven', async () => {
    const pdf = await sign({ level: 'B-T', timestampAuthority: authority() })
    const later = new Date('2026-07-01T00:00:00Z')
    const told = { at: '2026-06-30T00:00:00Z', until: '2026-07-08T00:00:00Z' }
    const revoked = { status: 'revoked' as const, revocationTime: '2026-06-20T00:00:00Z' }
    const source = evidenceSourceOf(city, { ...told, signer: revoked })
    const kept = await augmentPdf(pdf, { ...lasting('B-LT', source), at: later })
    const { signatures } = await validatePdf(kept.bytes(), { trustAnchors: [city.root.der], at: later })
    expect(signatures[0]?.conclusion).toEqual({ indication: 'TOTAL-PASSED' })
  })

  it('keeps what an entry in /VRI has', async () => {
    const stored = await raised(await sign({ level: 'B-T', timestampAuthority: authority() }), 'B-LT', {
      vri: true,
    })
    const again = await raised(stored, 'B-LT', { vri: true })
    const listed = (pdf: Uint8Array) => {
      const entries = storeOf(pdf).dictionary.entries.get('VRI')
      const [entry] = isDictionary(entries) ? entries.entries.values() : []
      const list = isDictionary(entry) ? entry.entries.get('OCSP') : undefined
      return isArray(list) ? list : []
    }
    expect(listed(again).slice(0, 1)).toEqual(listed(stored))
    expect(listed(again)).toHaveLength(2)
  })

  it('names the extension of ETSI, and an entry in /VRI only where it is asked for', async () => {
    const pdf = await sign({ level: 'B-T', timestampAuthority: authority() })
    const plain = await raised(pdf, 'B-LT')
    expect(storeOf(plain).dictionary.entries.has('VRI')).toBe(false)
    const withVri = storeOf(await raised(pdf, 'B-LT', { vri: true })).dictionary.entries.get('VRI')
    expect(isDictionary(withVri) && [...withVri.entries.keys()]).toEqual([
      expect.stringMatching(/^[0-9A-F]{40}$/),
    ])
    const extensions = openPdf(plain).catalog.entries.get('Extensions')
    expect(isDictionary(extensions) && extensions.entries.has('ESIC')).toBe(true)
  })
})

describe('augmenting', () => {
  it.each(structures)('leaves every earlier byte of %s', async (_, shape) => {
    const pdf = await sign({ level: 'B-B' }, buildPdf(shape))
    const archived = await raised(pdf, 'B-LTA')
    expect(startsWith(archived, pdf)).toBe(true)
    expect(subFilters(archived.subarray(pdf.length))).toEqual(['ETSI.RFC3161', 'ETSI.RFC3161'])
  })

  it('makes one timestamp of a signature that has its own, and none for B-LT', async () => {
    const pdf = await sign({ level: 'B-T', timestampAuthority: authority() })
    expect(subFilters((await raised(pdf, 'B-LT')).subarray(pdf.length))).toEqual([])
    expect(subFilters((await raised(pdf, 'B-LTA')).subarray(pdf.length))).toEqual(['ETSI.RFC3161'])
  })

  it('adds nothing to a document that is at B-T', async () => {
    const pdf = await sign({ level: 'B-T', timestampAuthority: authority() })
    const { update } = await augmentPdf(pdf, { level: 'B-T', timestampAuthority: authority(), at })
    expect(update).toHaveLength(0)
  })

  it('adds nothing to a document at B-LT when the same answers come', async () => {
    const source = withMemory(evidenceSourceOf(city, answers))
    const pdf = await sign(lasting('B-LT', source))
    const { update } = await augmentPdf(pdf, { ...lasting('B-LT', source), at })
    expect(update).toHaveLength(0)
  })

  it('takes a document timestamp over a signature for its timestamp, and makes no other', async () => {
    const stamped = await raised(await sign({ level: 'B-B' }), 'B-LT')
    expect(subFilters(stamped)).toEqual(['ETSI.CAdES.detached', 'ETSI.RFC3161'])
    const archived = await raised(stamped, 'B-LTA')
    expect(subFilters(archived.subarray(stamped.length))).toEqual(['ETSI.RFC3161'])
  })

  it('makes room for a token that is larger than foreseen, once', async () => {
    const pdf = await sign({ level: 'B-B' })
    const large = { ...authority(), expectedTokenBytes: 100 }
    const stamped = await augmentPdf(pdf, { level: 'B-T', timestampAuthority: large, at })
    expect(subFilters(stamped.update)).toEqual(['ETSI.RFC3161'])
  })

  it('may follow a certification that allows no changes', async () => {
    const pdf = await signedBytes(buildPdf(), {
      custodian: custodianOf(city.signer, city.authority),
      baseline: { level: 'B-B' },
      fields,
      certify: 1,
    })
    expect(subFilters((await raised(pdf, 'B-LTA')).subarray(pdf.length))).toHaveLength(2)
  })
})

describe('a file on disk', () => {
  it.each(structures)('reaches B-LTA, and is renewed, piece by piece: %s', async (_, shape) => {
    const pdf = buildPdf(shape)
    const file = new GrowingFile(pdf)
    const custodian = custodianOf(city.signer, city.authority)
    await signGrowing(file, { custodian, baseline: lasting('B-LTA'), fields })
    const signed = file.bytes
    await augmentGrowing(file, { ...lasting('B-LTA'), at })
    expect(startsWith(signed, pdf)).toBe(true)
    expect(startsWith(file.bytes, signed)).toBe(true)
    const { signatures } = await validatePdf(file.bytes, { trustAnchors: [city.root.der], at })
    expect(signatures.map(({ conclusion }) => conclusion.indication)).toEqual(Array(3).fill('TOTAL-PASSED'))
    expect(signatures[0]?.level).toBe('B-LTA')
  })
})

describe('renewing an archive timestamp', () => {
  const later = new Date('2026-12-01T00:00:00Z')
  const fresh: EvidenceAnswers = { at: '2026-11-30T00:00:00Z', until: '2026-12-10T00:00:00Z' }
  const expired = new Date('2027-06-01T00:00:00Z')
  const renewal = async (pdf: Uint8Array, told: EvidenceAnswers, now = later) =>
    await augmentPdf(pdf, {
      level: 'B-LTA',
      timestampAuthority: authority(city.publishedTimestamping, now),
      evidenceSource: evidenceSourceOf(city, told),
      at: now,
    })

  it('keeps what the store has, and adds what the last timestamp needs', async () => {
    const first = await sign(lasting('B-LTA'))
    const renewed = (await renewal(first, fresh)).bytes()
    const [before, after] = [storeOf(first), storeOf(renewed)]
    expect(after.certificates).toEqual(before.certificates)
    expect(after).toMatchObject({ crls: before.crls + 1, ocspResponses: before.ocspResponses })
    expect(subFilters(renewed)).toEqual(['ETSI.CAdES.detached', 'ETSI.RFC3161', 'ETSI.RFC3161'])
  })

  it.each<[string, EvidenceAnswers, Date]>([
    [
      'was revoked since',
      { ...fresh, signer: { status: 'revoked', revocationTime: '2026-08-01T00:00:00Z' } },
      later,
    ],
    [
      'belongs to an authority that answers no more',
      { ...fresh, silent: [place.responder, place.list, place.rootList] },
      later,
    ],
    ['has expired', { at: '2027-05-31T00:00:00Z', until: '2027-06-10T00:00:00Z' }, expired],
  ])("succeeds, and again, when the signer's certificate %s", async (_, told, now) => {
    const once = (await renewal(await sign(lasting('B-LTA')), told, now)).bytes()
    const soon = new Date(now.getTime() + 86_400_000)
    const twice = (await renewal(once, told, soon)).bytes()
    const trustAnchors = [city.root.der]
    const { signatures } = await validatePdf(twice, { trustAnchors, at: soon })
    expect(signatures.map(({ conclusion }) => conclusion.indication)).toEqual(Array(4).fill('TOTAL-PASSED'))
    expect(signatures[0]?.level).toBe('B-LTA')
  })

  it('does not take data for preserved that no timestamp covers', async () => {
    const stored = await sign(lasting('B-LT'))
    const silent = [place.responder, place.list, place.rootList]
    await expect(renewal(stored, { ...fresh, silent })).rejects.toMatchObject({
      code: 'EVIDENCE_UNAVAILABLE',
    })
  })
})

describe('augmenting is refused', () => {
  const silentEverywhere = Object.values(place)
  it.each<[string, EvidenceAnswers, PadesErrorCode]>([
    ['when nobody answers', { ...answers, silent: silentEverywhere }, 'EVIDENCE_UNAVAILABLE'],
    ['when one authority has no list', { ...answers, silent: [place.rootList] }, 'EVIDENCE_UNAVAILABLE'],
    [
      'when answers are out of date',
      { at: '2026-05-01T00:00:00Z', until: '2026-05-08T00:00:00Z' },
      'EVIDENCE_UNAVAILABLE',
    ],
    [
      'when answers are from the future',
      { at: '2026-06-03T00:00:00Z', until: '2026-06-08T00:00:00Z' },
      'EVIDENCE_UNAVAILABLE',
    ],
    [
      'when the responder has no authority and there is no list',
      { ...answers, responder: 'strangeResponder', silent: [place.list] },
      'EVIDENCE_UNAVAILABLE',
    ],
    [
      'when the responder does not know and there is no list',
      { ...answers, signer: { status: 'unknown' }, silent: [place.list] },
      'EVIDENCE_UNAVAILABLE',
    ],
    ['when the responder says revoked', { ...answers, signer: { status: 'revoked' } }, 'CERTIFICATE_REVOKED'],
  ])('%s', async (_, told, code) => {
    const pdf = await sign({ level: 'B-B' })
    await expect(
      augmentPdf(pdf, { ...lasting('B-LT', evidenceSourceOf(city, told)), at }),
    ).rejects.toMatchObject({ name: 'PadesError', code })
  })

  it('naming each place that was asked, with the reason of each failure', async () => {
    const told = { ...answers, signer: { status: 'unknown' as const }, silent: [place.list] }
    const signing = sign(lasting('B-LT', evidenceSourceOf(city, told)))
    const host = new URL(place.list).host
    const tried = [
      { url: place.responder, reason: 'what came from there is not usable for the certificate at this time' },
      { url: place.list, reason: `${host}: expected an answer, found none` },
    ]
    const places = tried.map(({ url, reason }) => `${url} (${reason})`).join(', ')
    await expect(signing).rejects.toMatchObject({
      code: 'EVIDENCE_UNAVAILABLE',
      tried,
      message: expect.stringContaining(`came from the places that it names: ${places}`),
    })
  })

  it('with the cause of a failure, also where the issuer is looked for', async () => {
    const cause = new Error('getaddrinfo ENOTFOUND')
    const failure = { code: 'HOST_UNKNOWN', reason: 'kota.example: expected a name', cause }
    const alone = { ...evidenceSourceOf(city, answers), certificate: async () => failure }
    const custodian = custodianOf(city.signer)
    const pdf = await signedBytes(buildPdf(), { custodian, baseline: { level: 'B-B' }, fields })
    await expect(augmentPdf(pdf, { ...lasting('B-LT', alone), at })).rejects.toMatchObject({
      code: 'EVIDENCE_UNAVAILABLE',
      tried: [{ url: place.issuer, reason: failure.reason, cause }],
      cause,
    })
  })

  it('saying of what is malformed that it is', async () => {
    const junk = async () => Uint8Array.of(0x30, 0x00)
    const source = { ...evidenceSourceOf(city, answers), ocsp: junk, crl: junk }
    await expect(sign(lasting('B-LT', source))).rejects.toMatchObject({
      tried: [
        { url: place.responder, reason: 'what came from there is malformed', cause: { name: 'Asn1Error' } },
        { url: place.list, reason: 'what came from there is malformed' },
      ],
    })
  })

  it('when a list says revoked', async () => {
    const list = { revoked: [{ certificate: city.signer }] }
    const source = evidenceSourceOf(city, { ...answers, list, silent: [place.responder] })
    await expect(sign(lasting('B-LT', source))).rejects.toMatchObject({ code: 'CERTIFICATE_REVOKED' })
  })

  it('when a list of today no longer speaks of an expired certificate', async () => {
    const pdf = await sign({ level: 'B-T', timestampAuthority: authority() })
    const source = evidenceSourceOf(city, { at: '2027-05-31T00:00:00Z', until: '2027-06-10T00:00:00Z' })
    const options = { ...lasting('B-LT', source), at: new Date('2027-06-01T00:00:00Z') }
    await expect(augmentPdf(pdf, options)).rejects.toMatchObject({ code: 'EVIDENCE_UNAVAILABLE' })
  })

  it("when a signature does not carry its signer's certificate", async () => {
    const custodian = custodianOf(city.signer, city.authority)
    const { certificatePath } = custodian
    const pdf = await signedBytes(buildPdf(), { custodian, baseline: { level: 'B-B' }, fields })
    // Another serial number in the SignerInfo's identifier, which stands after the certificates.
    const serial = parseCertificate(certificatePath[0] ?? new Uint8Array()).serialNumber.toHex()
    const text = new TextDecoder('latin1').decode(pdf)
    const at = text.lastIndexOf(`02${(serial.length / 2).toString(16).padStart(2, '0')}${serial}`)
    const changed = latin1(
      `${text.slice(0, at + 4)}${'7'.repeat(serial.length)}${text.slice(at + 4 + serial.length)}`,
    )
    await expect(raised(changed, 'B-LT')).rejects.toMatchObject({ code: 'EVIDENCE_UNAVAILABLE' })
  })

  it('for a document without a signature', async () => {
    await expect(raised(buildPdf(), 'B-LT')).rejects.toMatchObject({ code: 'NOTHING_TO_AUGMENT' })
  })

  it('without a name of a person in the reason', async () => {
    const source = evidenceSourceOf(city, { ...answers, silent: silentEverywhere })
    await expect(sign(lasting('B-LT', source))).rejects.not.toThrow(/Penanda|Penerbit/)
  })
})
