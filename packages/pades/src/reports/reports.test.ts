// The reports of real validations: in the published forms, whatever the file.

import { buildPdf, signedSample, timestamped, validationTime } from '@tapis/testing/pdf'
import { type TestCity, testCity } from '@tapis/testing/pki'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { beforeAll, describe, expect, it } from 'vitest'
import { latin1 } from '../pdf/syntax/characters.ts'
import { type ValidationReport, validatePdf } from '../validate/index.ts'
import { etsiReport, jsonReport } from './index.ts'
import schema from './validation-report.schema.json' with { type: 'json' }
import { element, xmlDocument } from './xml.ts'

const isReport = new Ajv2020({ strict: true, formats: { 'date-time': true } }).compile(schema)
let city: TestCity
let files: ReadonlyMap<string, Uint8Array>

beforeAll(async () => {
  city = await testCity()
  const signed = await signedSample(city)
  const changed = signed.slice()
  changed[200] = (changed[200] ?? 0) ^ 1
  files = new Map([
    ['signed', signed],
    [
      'timestamped',
      await signedSample(city, { baseline: timestamped(city, new Date('2026-03-14T03:00:00Z')) }),
    ],
    ['signed twice', await signedSample(city, { pdf: signed, fieldName: 'Kedua <&>' })],
    ['changed', changed],
    ['unsigned', buildPdf()],
    ['no PDF', latin1('bukan PDF')],
  ])
})

async function reportOf(title: string, anchors = [city.root.der]): Promise<ValidationReport> {
  const pdf = files.get(title)
  if (pdf === undefined) throw new TypeError(`no file is called ${title}`)
  return validatePdf(pdf, { trustAnchors: anchors, at: validationTime })
}

const titles = ['signed', 'timestamped', 'signed twice', 'changed', 'unsigned', 'no PDF'] as const

describe('the JSON report', () => {
  it.each(titles)('has the published form: %s', async (title) => {
    for (const anchors of [[city.root.der], []]) {
      const json = jsonReport(await reportOf(title, anchors), { at: validationTime, file: `${title}.pdf` })
      expect(isReport(JSON.parse(JSON.stringify(json))), JSON.stringify(isReport.errors)).toBe(true)
    }
  })

  it('is one that its schema can refuse', async () => {
    const json = JSON.parse(JSON.stringify(jsonReport(await reportOf('signed'), { at: validationTime })))
    delete json.signatures[0].conclusion.indication
    expect(isReport(json)).toBe(false)
  })
})

describe('the ETSI report', () => {
  it('states indication, times and who signed', async () => {
    const xml = (await etsiReport(await reportOf('timestamped'), { at: validationTime })) ?? ''
    expect(xml).toContain('<MainIndication>urn:etsi:019102:mainindication:total-passed</MainIndication>')
    expect(xml).toContain('<POETime>2026-03-14T03:00:00.000Z</POETime>')
    expect(xml).toContain('<Signer>Penanda Tangan Rekaan</Signer>')
    expect(xml).not.toContain('<SubIndication>')
  })

  it('states why a signature did not pass', async () => {
    const xml = (await etsiReport(await reportOf('changed'), { at: validationTime })) ?? ''
    expect(xml).toContain('<MainIndication>urn:etsi:019102:mainindication:total-failed</MainIndication>')
    expect(xml).toContain('<SubIndication>urn:etsi:019102:subindication:HASH_FAILURE</SubIndication>')
  })

  it('has every signature, and what names say is text', async () => {
    const xml = (await etsiReport(await reportOf('signed twice'), { at: validationTime })) ?? ''
    expect(xml.match(/<SignatureValidationReport>/g)).toHaveLength(2)
    expect(xml).toContain('<PAdESFieldName>Kedua &lt;&amp;&gt;</PAdESFieldName>')
  })

  it('lists every object that it refers to, once', async () => {
    const xml =
      (await etsiReport(await reportOf('signed twice'), {
        at: validationTime,
        documentDigest: new Uint8Array(32),
      })) ?? ''
    const listed = [...xml.matchAll(/<ValidationObject id="([^"]+)"/g)].map(([, id]) => id)
    const referred = new Set([...xml.matchAll(/VOReference="([^"]+)"/g)].map(([, id]) => id))
    expect(new Set(listed)).toEqual(referred)
    expect(listed).toHaveLength(referred.size)
  })

  it.each(['unsigned', 'no PDF'])('is not there for a file without signatures: %s', async (title) => {
    expect(await etsiReport(await reportOf(title), { at: validationTime })).toBeUndefined()
  })
})

describe('XML', () => {
  it.each([
    ['markup', '<a href="x">&\'', '&lt;a href=&quot;x&quot;&gt;&amp;&apos;'],
    ['what XML has no place for', 'a\u0000b\u001bc\ud800d\uffffe', 'a\ufffdb\ufffdc\ufffdd\ufffde'],
    ['line ends, so that a reader gives them back', 'a\r\nb\tc', 'a&#13;&#10;b&#9;c'],
    ['letters beyond the basic plane', '𝌆', '𝌆'],
  ])('escapes %s', (_, text, escaped) => {
    expect(xmlDocument(element('a', { b: text }, text))).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<a b="${escaped}">${escaped}</a>\n`,
    )
  })
})
