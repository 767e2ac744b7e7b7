// Levels that last: what is written, that earlier bytes stay, and what is refused.
import { beforeAll, describe, expect, it } from 'vitest'
import { openPdf } from '../pdf/document.ts'
import { decodeStream } from '../pdf/filters.ts'
import { isArray, isDictionary, isStream, type PdfDictionary } from '../pdf/objects.ts'
import { type EvidenceAnswers, evidenceSourceOf } from '../testing/evidence-source.ts'
import { buildPdf, structures } from '../testing/pdf-builder.ts'
import { place, type RevocableCity, revocableCity } from '../testing/revocable-city.ts'
import { signedBytes } from '../testing/signed-bytes.ts'
import { custodianOf, type Issued, timestampAuthorityOf } from '../testing/test-pki.ts'
import { type AugmentOptions, augmentPdf } from './augment.ts'
import type { PadesErrorCode } from './errors.ts'
import type { Baseline, TimestampAuthority } from './ports.ts'

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
  evidenceSource = evidenceSourceOf(city, answers),
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
    // The signer by OCSP; its authority, and the timestamp authority, by lists. The responder is exempt.
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

  it('keeps what the store has, and stores nothing twice, when it is renewed', async () => {
    const first = await sign(lasting('B-LTA'))
    const later = new Date('2026-12-01T00:00:00Z')
    const source = evidenceSourceOf(city, { at: '2026-11-30T00:00:00Z', until: '2026-12-10T00:00:00Z' })
    const { update } = await augmentPdf(first, {
      level: 'B-LTA',
      timestampAuthority: authority(city.publishedTimestamping, later),
      evidenceSource: source,
      at: later,
    })
    const renewed = Buffer.concat([first, update])
    const [before, after] = [storeOf(first), storeOf(renewed)]
    expect(after.certificates).toEqual(before.certificates)
    expect(after).toMatchObject({ crls: before.crls * 2, ocspResponses: before.ocspResponses * 2 })
    expect(subFilters(renewed)).toEqual(['ETSI.CAdES.detached', 'ETSI.RFC3161', 'ETSI.RFC3161'])
  })

  it('takes a document timestamp over a signature for its timestamp, and makes no other', async () => {
    const stamped = await raised(await sign({ level: 'B-B' }), 'B-LT')
    expect(subFilters(stamped)).toEqual(['ETSI.CAdES.detached', 'ETSI.RFC3161'])
    const archived = await raised(stamped, 'B-LTA')
    expect(subFilters(archived.subarray(stamped.length))).toEqual(['ETSI.RFC3161'])
  })

  it('adds nothing to a document that is at B-T', async () => {
    const pdf = await sign({ level: 'B-T', timestampAuthority: authority() })
    const { update } = await augmentPdf(pdf, { level: 'B-T', timestampAuthority: authority(), at })
    expect(update).toHaveLength(0)
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

  it('when a list says revoked', async () => {
    const list = { revoked: [{ certificate: city.signer }] }
    const source = evidenceSourceOf(city, { ...answers, list, silent: [place.responder] })
    await expect(sign(lasting('B-LT', source))).rejects.toMatchObject({ code: 'CERTIFICATE_REVOKED' })
  })

  it('for a document without a signature', async () => {
    await expect(raised(buildPdf(), 'B-LT')).rejects.toMatchObject({ code: 'NOTHING_TO_AUGMENT' })
  })

  it('without a name of a person in the reason', async () => {
    const source = evidenceSourceOf(city, { ...answers, silent: silentEverywhere })
    await expect(sign(lasting('B-LT', source))).rejects.not.toThrow(/Penanda|Penerbit/)
  })
})
